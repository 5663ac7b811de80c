import { expect } from "chai";
import sharp from "sharp";
import { gravities, type Variant } from "../../handlers/contract";
import { renderVariants } from "../../handlers/rendition";
import { Jimp } from "../../layer/jimp";
import { encodeAnimatedGif, encodePng, scene, type Pixels } from "../../packages/fast-jimp/test/support/images";

const watermarks = { read: () => Promise.reject(new Error("no watermark")) };

async function render(file: Buffer, change: Partial<Variant>) {
  const box = { name: "a", width: 300, height: 300, fit: "cover", quality: 75, background: "#00ff00" } as const;
  const [rendition] = await renderVariants({ watermarks }, await Jimp.fromBuffer(file), [
    { ...box, format: "png", ...change },
  ]);
  if (!rendition) throw new Error("expected a rendition");
  return rendition;
}

/** R, G, B, A of a rendition's pixel. */
async function pixel({ bytes }: { readonly bytes: Buffer }, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
}

const fits = ["cover", "contain", "fill", "inside"] as const;

describe("the fits of a variant", () => {
  it("enlarge where they are to, and have the sizes of sharp's `withoutEnlargement` where they are not", async () => {
    for (const [width, height] of [
      [200, 400],
      [100, 50],
      [400, 100],
      [301, 300],
      [600, 600],
    ] as const) {
      const file = encodePng(scene(width, height));
      for (const fit of fits) {
        for (const enlarge of [true, false]) {
          const ours = await render(file, { fit, enlarge });
          const { info } = await sharp(file)
            .resize(300, 300, { fit, withoutEnlargement: !enlarge })
            .toBuffer({ resolveWithObject: true });
          expect([ours.width, ours.height], `${fit} of ${width}x${height}, ${enlarge}`).to.deep.equal([
            info.width,
            info.height,
          ]);
        }
      }
    }
  });

  it("enlarge unless they are `inside`, if nothing is said", async () => {
    const file = encodePng(scene(100, 50));
    const sizes = await Promise.all(
      fits.map(async (fit) => {
        const { width, height } = await render(file, { fit });
        return `${width}x${height}`;
      }),
    );
    expect(sizes).to.deep.equal(["300x300", "300x300", "300x300", "100x50"]);
  });

  it("crop and place images by gravity, as sharp does", async () => {
    const file = encodePng(scene(90, 60));
    const marks = encodePng(scene(40, 40));
    for (const position of gravities) {
      // At the image's own scale, where no resize blurs the comparison.
      const ours = await render(file, { width: 30, height: 60, position, enlarge: false });
      const sharps = await sharp(file).resize(30, 60, { position }).ensureAlpha().raw().toBuffer();
      expect((await sharp(ours.bytes).ensureAlpha().raw().toBuffer()).equals(sharps), `cover ${position}`).to.equal(
        true,
      );
      const contained = await render(marks, { width: 80, height: 60, fit: "contain", position, enlarge: false });
      const background = "#00ff00";
      const placed = await sharp(marks)
        .resize(80, 60, { fit: "contain", position, background, withoutEnlargement: true })
        .ensureAlpha()
        .raw()
        .toBuffer();
      const found = await sharp(contained.bytes).ensureAlpha().raw().toBuffer();
      expect(found.equals(placed), `contain ${position}`).to.equal(true);
    }
  });

  it("crop to the part that draws the eye", async () => {
    const image = scene(300, 100, { grain: 0 });
    for (let at = 0; at < image.data.length; at += 4) image.data.set([120, 120, 120, 255], at);
    for (let y = 40; y < 60; y++) for (let x = 240; x < 260; x++) image.data.set([156, 114, 88], (y * 300 + x) * 4);
    const file = encodePng(image);
    const red = async (position: Variant["position"]) =>
      pixel(await render(file, { width: 100, height: 100, position }), 50, 50);
    expect((await red("attention"))[0]).to.be.above(145);
    expect((await red("center"))[0]).to.equal(120);
  });
});

describe("the animation of a variant", () => {
  /** Three frames of one colour each. */
  const frames = [20, 120, 220].map((index) => ({
    ...{ left: 0, top: 0, width: 60, height: 40, disposal: 1, transparent: -1, delayCs: 10 },
    indices: Buffer.alloc(2400, index),
  }));
  const gif = encodeAnimatedGif({ width: 60, height: 40, frames, loop: 0 });
  const pagesOf = async ({ bytes }: { readonly bytes: Buffer }) =>
    (await sharp(bytes, { animated: true }).metadata()).pages ?? 1;

  it("is kept with every operation in every frame, or is its first frame", async () => {
    const operations = [{ greyscale: true }] as const;
    const kept = await render(gif, { animation: "keep", format: "auto", width: 30, height: 30, operations });
    expect(kept).to.include({ contentType: "image/webp", extension: ".webp", width: 30, height: 30 });
    expect(await pagesOf(kept)).to.equal(3);
    const data = await sharp(kept.bytes, { animated: true }).removeAlpha().raw().toBuffer();
    const levels = [0, 1, 2].map((page) => data.subarray(page * 2700, page * 2700 + 3));
    for (const [red = 0, green = 9, blue = 99] of levels) {
      expect(Math.max(Math.abs(red - green), Math.abs(red - blue))).to.be.below(4);
    }
    expect(new Set(levels.map(([red]) => red)).size).to.equal(3);
    expect(await pagesOf(await render(gif, { format: "webp" }))).to.equal(1);
    expect(await render(gif, { format: "auto" })).to.include({ contentType: "image/jpeg" });
  });

  it("of a still image is the image, in the format that the variant asks for", async () => {
    const still = encodePng(scene(60, 40));
    expect(await render(still, { animation: "keep", format: "auto" })).to.include({ contentType: "image/png" });
    expect(await render(still, { animation: "keep", format: "webp" })).to.include({ contentType: "image/webp" });
  });
});

describe("the background of a variant", () => {
  const opaque = encodePng(scene(60, 30));
  const seeThrough: Pixels = scene(60, 30);
  for (let at = 3; at < 400; at += 4) seeThrough.data[at] = 0;
  const transparent = encodePng(seeThrough, { alpha: true });
  const corner = async (file: Buffer, change: Partial<Variant>) =>
    pixel(await render(file, { fit: "contain", width: 60, height: 60, ...change }), 1, 58);

  it("surrounds an opaque image, and is transparent around a transparent one where the format has it", async () => {
    expect(await corner(opaque, {})).to.deep.equal([0, 255, 0, 255]);
    for (const format of ["png", "webp"] as const) {
      expect((await corner(transparent, { format }))[3], format).to.equal(0);
    }
    const [red, green, blue, alpha] = await corner(transparent, { format: "jpeg" });
    expect([(red ?? 9) < 4, (green ?? 0) > 250, (blue ?? 9) < 4, alpha]).to.deep.equal([true, true, true, 255]);
  });

  it("is transparent where it is to be, and white in JPEG", async () => {
    const background = "transparent";
    for (const file of [opaque, transparent]) {
      for (const format of ["png", "webp"] as const)
        expect((await corner(file, { background, format }))[3]).to.equal(0);
      const [red, green, blue] = await corner(file, { background, format: "jpeg" });
      expect(Math.min(red ?? 0, green ?? 0, blue ?? 0)).to.be.above(250);
    }
    const turned = await render(opaque, { background, operations: [{ rotate: 45 }] });
    expect(await pixel(turned, 1, 1)).to.satisfy(([, , , alpha]: number[]) => alpha === 0);
    const shown = await render(transparent, { background, format: "jpeg", fit: "fill", width: 60, height: 30 });
    expect(Math.min(...(await pixel(shown, 20, 0)))).to.be.above(245);
  });
});
