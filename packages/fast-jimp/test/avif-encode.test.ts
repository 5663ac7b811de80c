import { expect } from "chai";
import sharp from "sharp";
import { createLazyJimp, ImageError, probe } from "../src";
import { encodeAvif } from "../src/avif/encode";
import { embedProfile } from "../src/avif/embed-profile";
import { decodeResult, meanDifference, psnr } from "./support/compare";
import { decodeOriented } from "./support/decode";
import { displayP3Profile, encodePng, greyProfile, iccChunk, scene, type Pixels as Image } from "./support/images";

const Jimp = createLazyJimp();

const image = scene(98, 66);
const pixelsOf = ({ data, width, height }: Image) => ({ data, width, height, channels: 4 as const });

describe("AVIF encoder", () => {
  it("writes a file that libheif and libavif decode alike, the better the higher the quality", async () => {
    const likeness: number[] = [];
    for (const quality of [20, 50, 90]) {
      const file = await encodeAvif(pixelsOf(image), { quality, chroma: "4:4:4" });
      expect(probe(file)).to.include({ format: "avif", width: 98, height: 66 });
      const theirs = await decodeResult(file);
      expect(meanDifference(await decodeOriented(file), theirs)).to.be.below(1);
      likeness.push(psnr(theirs.data, image.data));
    }
    expect(likeness).to.deep.equal(likeness.toSorted((a, b) => a - b));
    expect(likeness.at(-1)).to.be.above(38);
  });

  it("takes half of the bytes of a JPEG that is as like", async () => {
    const photograph = scene(400, 300);
    const jpeg = await Jimp.fromBitmap(photograph).getBuffer("image/jpeg", { quality: 75 });
    const avif = await Jimp.fromBitmap(photograph).getBuffer("image/avif", { quality: 55 });
    const [like, own] = await Promise.all([jpeg, avif].map(async (file) => psnr((await decodeResult(file)).data, photograph.data))); // prettier-ignore
    expect(avif.length).to.be.below(jpeg.length * 0.75);
    expect(own).to.be.above((like ?? 0) - 1);
  });

  it("keeps alpha, and colours of full size where they change sharply", async () => {
    const clear = scene(98, 66, { transparent: true });
    const { data } = await decodeResult(await encodeAvif(pixelsOf(clear), { quality: 90 }));
    for (let at = 3; at < data.length; at += 4) expect(data[at]).to.be.closeTo(clear.data[at] ?? 0, 4);
    const stripes = { ...image, data: Buffer.from(image.data) };
    for (let at = 0; at < stripes.data.length; at += 4) stripes.data.set((at / 4) % 2 === 0 ? [230, 20, 30, 255] : [20, 30, 230, 255], at); // prettier-ignore
    const likenessOf = async (chroma: "auto" | "4:2:0" | "4:4:4") =>
      psnr((await decodeResult(await encodeAvif(pixelsOf(stripes), { quality: 90, chroma }))).data, stripes.data);
    expect(await likenessOf("auto")).to.equal(await likenessOf("4:4:4"));
    expect(await likenessOf("auto")).to.be.above((await likenessOf("4:2:0")) + 6);
  });

  it("encodes greys as one channel, with their profile", async () => {
    const greys = { ...image, data: Buffer.from(image.data) };
    for (let at = 0; at < greys.data.length; at += 4) greys.data.fill(greys.data[at] ?? 0, at, at + 3);
    const coloured = await encodeAvif(pixelsOf(greys), { quality: 60 });
    const grey = await (await Jimp.fromBuffer(encodePng(greys))).getBuffer("image/avif", { quality: 60 });
    expect(grey.length).to.be.below(coloured.length);
    const decoded = await decodeOriented(grey);
    for (let at = 0; at < decoded.data.length; at += 4) expect(decoded.data[at]).to.equal(decoded.data[at + 2]);
    const managed = await Jimp.fromBuffer(encodePng(greys, {}, [iccChunk(greyProfile())]));
    const { icc } = await sharp(await managed.getBuffer("image/avif")).metadata();
    expect(icc?.equals(greyProfile())).to.equal(true);
    // Transparency is no grey's.
    const half = { ...greys, data: Buffer.from(greys.data) };
    for (let at = 3; at < half.data.length; at += 4) half.data[at] = 100;
    const { data } = await decodeResult(await Jimp.fromBitmap(half).getBuffer("image/avif"));
    expect(data[3]).to.be.closeTo(100, 4);
  });

  for (const transparent of [false, true]) {
    it(`embeds a profile that sharp and our decoder read back${transparent ? ", beside alpha" : ""}`, async () => {
      const icc = displayP3Profile();
      const pixels = scene(98, 66, { transparent });
      const [plain, managed] = [await encodeAvif(pixelsOf(pixels)), await encodeAvif(pixelsOf(pixels), { icc })];
      expect((await sharp(managed).metadata()).icc?.equals(icc)).to.equal(true);
      const again = await (await Jimp.fromBuffer(managed)).getBuffer("image/png");
      expect((await sharp(again).metadata()).icc?.equals(icc)).to.equal(true);
      // The samples are the same: only what describes them is added.
      const samples = async (file: Buffer) => (await decodeOriented(file)).data;
      expect((await samples(managed)).equals(await samples(plain))).to.equal(true);
    });
  }

  it("embeds no profile in a file of another structure", () => {
    expect(() => embedProfile(Buffer.alloc(16), displayP3Profile())).to.throw("its meta box is missing");
  });

  it("takes fewer bytes with more effort", async () => {
    const photograph = scene(300, 200);
    const bytes = async (effort: number) => (await encodeAvif(pixelsOf(photograph), { effort })).length;
    expect(await bytes(4)).to.be.below(await bytes(0));
  });

  it("refuses an image whose encoder does not fit into the memory that there is", async () => {
    const file = encodePng(scene(1600, 1200));
    const open = (maxMemoryMb: number) => Jimp.fromBuffer(file, { maxMemoryMb });
    expect((await (await open(500)).resize({ w: 40 }).getBuffer("image/avif")).length).to.be.above(0);
    const error: unknown = await (await open(140)).getBuffer("image/avif").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ImageError).with.property("code", "IMAGE_TOO_LARGE");
    expect((await (await open(140)).getBuffer("image/jpeg")).length).to.be.above(0);
  });

  it("refuses sides that decoders do not take", async () => {
    const wide = Jimp.fromBitmap({ data: Buffer.alloc(16385 * 4), width: 16385, height: 1 });
    const error: unknown = await wide.getBuffer("image/avif").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RangeError).with.property("message", "Expected at most 16384 pixels a side for an AVIF but received 16385x1"); // prettier-ignore
  });
});
