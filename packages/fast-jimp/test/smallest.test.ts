import { expect } from "chai";
import { createLazyJimp } from "../src";
import { encodeJpeg, encodePng, scene } from "./support/images";

const Jimp = createLazyJimp();

const formats = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;
const candidates = formats.map((mime) => ({ mime, quality: mime === "image/avif" ? 40 : 60, effort: 2 }));

/** A drawing of three colours. */
function drawing(width: number, height: number) {
  const data = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) if ((at >> 4) % 5 === 0) data.set([200, 30, 90], at * 4);
  return { data, width, height };
}

describe("the smallest of some formats", () => {
  it("is the least of what each of them would be, whatever their order", async () => {
    for (const file of [encodeJpeg(scene(120, 90)), encodePng(drawing(120, 90))]) {
      const sizes: number[] = [];
      for (const { mime, ...options } of candidates)
        sizes.push((await (await Jimp.fromBuffer(file)).resize({ w: 100, h: 75 }).getBuffer(mime, options)).length);
      for (const order of [candidates, candidates.toReversed()]) {
        const { mime, bytes } = await (await Jimp.fromBuffer(file)).resize({ w: 100, h: 75 }).getSmallest(order);
        expect(bytes.length).to.equal(Math.min(...sizes));
        expect(sizes[formats.indexOf(mime)]).to.equal(bytes.length);
      }
    }
    const photograph = await Jimp.fromBitmap(scene(300, 200)).getSmallest(candidates);
    expect(photograph.mime).to.equal("image/avif");
    const drawn = await Jimp.fromBitmap(drawing(300, 200)).getSmallest(candidates);
    expect(drawn.mime).to.equal("image/png");
  });

  it("is no JPEG of transparent pixels, unless there is no other", async () => {
    const clear = encodePng(scene(120, 90, { transparent: true }), { alpha: true });
    const only = { mime: "image/jpeg" as const, quality: 1 };
    const { mime } = await (await Jimp.fromBuffer(clear)).getSmallest([only, { mime: "image/png" as const }]);
    expect(mime).to.equal("image/png");
    expect((await (await Jimp.fromBuffer(clear)).getSmallest([only])).mime).to.equal("image/jpeg");
  });

  it("is no AVIF whose encoder has not enough memory, unless there is no other", async () => {
    const file = encodePng(scene(1600, 1200));
    const open = async () => await Jimp.fromBuffer(file, { maxMemoryMb: 140 });
    const avif = { mime: "image/avif" as const, quality: 1 };
    expect((await (await open()).getSmallest([avif, { mime: "image/jpeg" as const }])).mime).to.equal("image/jpeg");
    const error: unknown = await (await open()).getSmallest([avif]).catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "IMAGE_TOO_LARGE");
  });

  it("is the file's own data where that is smaller than all of them", async () => {
    const file = encodePng(drawing(120, 90));
    const image = await Jimp.fromBuffer(file);
    const jpegs = [{ mime: "image/jpeg" as const, quality: 95 }, { mime: "image/png" as const, level: 0, neverLarger: true, deflateLevel: 0 }]; // prettier-ignore
    const { mime, bytes } = await image.getSmallest(jpegs);
    expect([mime, image.reused]).to.deep.equal(["image/png", true]);
    expect(bytes.length).to.be.at.most(file.length);
  });

  it("needs a format", async () => {
    const error: unknown = await Jimp.fromBitmap(scene(4, 4))
      .getSmallest([])
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RangeError);
  });
});
