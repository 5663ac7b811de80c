import { expect } from "chai";
import sharp, { type Sharp } from "sharp";

import { fileMetadata } from "../../../commands/console/file-metadata";

const image = () => sharp({ create: { width: 8, height: 6, channels: 3, background: "#336699" } });

const XMP =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';

describe("the metadata of a file", () => {
  const formats: Record<string, (one: Sharp) => Sharp> = {
    JPEG: (one) => one.jpeg(),
    PNG: (one) => one.png(),
    WebP: (one) => one.webp(),
  };
  for (const [name, encode] of Object.entries(formats)) {
    it(`of ${name} is what it carries`, async () => {
      expect(fileMetadata(await encode(image()).toBuffer())).to.deep.equal({ kinds: [] });
      const exif = { IFD0: { Copyright: "somebody" } };
      const full = encode(image().withIccProfile("p3").withExif(exif).withXmp(XMP));
      expect(fileMetadata(await full.toBuffer())).to.deep.equal({ kinds: ["EXIF", "XMP", "colour profile"] });
    });
  }

  it("of a JPEG has comments, and what Photoshop writes", async () => {
    const plain = await image().jpeg().toBuffer();
    const segment = (marker: number, body: string) => {
      const head = Buffer.from([0xff, 0xff, marker, 0, body.length + 2]);
      return Buffer.concat([head, Buffer.from(body, "latin1")]);
    };
    const parts = [segment(0xfe, "by hand"), segment(0xed, "Photoshop 3.0\0x")];
    const file = Buffer.concat([plain.subarray(0, 2), ...parts, plain.subarray(2)]);
    expect(fileMetadata(file)).to.deep.equal({ kinds: ["IPTC", "comment"] });
  });

  it("is not known of other formats, and ends with a file that is cut short", async () => {
    expect(fileMetadata(Buffer.from("GIF89a"))).to.equal(undefined);
    expect(fileMetadata(Buffer.alloc(0))).to.equal(undefined);
    const whole = await image().withIccProfile("p3").png().toBuffer();
    for (let length = 8; length < whole.length; length += 7) fileMetadata(whole.subarray(0, length));
  });
});
