import { expect } from "chai";
import sharp from "sharp";
import type { VariantRecord } from "../../handlers/contract";
import { encodeAnimatedGif } from "../../packages/fast-jimp/test/support/images";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { Pipeline } from "../support/e2e/pipeline";

const WIDTH = 120;
const HEIGHT = 60;

/** A grey ground with a square of skin's colour, whose left edge is at a column. */
const withSquare = async (left: number): Promise<Buffer> =>
  sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#787878" } })
    .composite([{ input: { create: { width: 16, height: 16, channels: 3, background: "#e0b090" } }, left, top: 22 }])
    .png()
    .toBuffer();

/** Three frames, of one colour of the palette each. */
const animation = encodeAnimatedGif({
  ...{ width: WIDTH, height: HEIGHT, loop: 2 },
  frames: [40, 140, 240].map((index) => ({
    ...{ left: 0, top: 0, width: WIDTH, height: HEIGHT, disposal: 1, transparent: -1, delayCs: 12 },
    indices: Buffer.alloc(WIDTH * HEIGHT, index),
  })),
});

describe("the options of variants in the embedded run", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await Pipeline.start({
      suffixes: [".png", ".gif"],
      onDamage: "keep",
      variants: [
        { name: "noticed", width: 60, height: 60, position: "attention" },
        { name: "east", width: 60, height: 60, position: "east" },
        { name: "small", width: 300, height: 40, enlarge: false },
        { name: "modern", width: 60, height: 40, format: "avif" },
        { name: "least", width: 60, height: 40, format: "smallest" },
        { name: "clear", width: 60, height: 60, fit: "contain", background: "transparent", format: "webp" },
        { name: "moving", width: 60, height: 60, animation: "keep" },
      ],
    });
  });
  after(() => pipeline.close());

  const result = async (key: string): Promise<sharp.Sharp> => sharp((await pipeline.result(key))?.bytes);
  const pixel = async (key: string, x: number, y: number): Promise<number[]> => {
    const { data, info } = await (await result(key)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  };

  it("crop to a side or to what draws the eye, leave small images small, and pad with transparency", async () => {
    await pipeline.put("square.png", await withSquare(4));
    await pipeline.cloud.idle();
    // The square is at the left: the crop by attention reaches the edge.
    expect((await pixel("noticed-square.png", 12, 30))[0]).to.be.above(200);
    expect((await pixel("east-square.png", 12, 30))[0]).to.equal(120);
    expect(await (await result("small-square.png")).metadata()).to.include({ width: WIDTH, height: 40 });
    const modern = await pipeline.result("modern/square.png.avif");
    expect(modern?.ContentType).to.equal("image/avif");
    const [record] = await pipeline.records("square.png");
    const least = (record?.variants as readonly VariantRecord[]).find(({ name }) => name === "least");
    const stored = await pipeline.result(least?.key ?? "");
    expect(stored).to.include({ ContentType: least?.content_type });
    expect(stored?.bytes).to.have.length(least?.bytes ?? 0);
    expect((await pixel("clear/square.png.webp", 30, 2))[3]).to.equal(0);
    expect((await pixel("clear/square.png.webp", 30, 30))[3]).to.equal(255);
  });

  it("show what is left of a damaged original, whose record says so", async () => {
    const whole = await withSquare(4);
    await pipeline.put("cut.png", whole.subarray(0, whole.length - 30));
    await pipeline.cloud.idle();
    const [record] = await pipeline.records("cut.png");
    expect(record).to.deep.include({ status: "PROCESSED", warnings: ["IMAGE_DAMAGED"] });
    expect(await (await result("east-cut.png")).metadata()).to.include({ width: 60, height: 60 });
    expect((await pixel("east-cut.png", 30, 2))[0]).to.equal(120);
    const [good] = await pipeline.records("square.png");
    expect(good).not.to.have.property("warnings");
  });

  it("keep animations, and make an image of what is still", async () => {
    await pipeline.put("moving.gif", animation);
    await pipeline.cloud.idle();
    const moving = await pipeline.result("moving/moving.gif.webp");
    expect(moving?.ContentType).to.equal("image/webp");
    expect(await sharp(moving?.bytes, { animated: true }).metadata()).to.deep.include({
      ...{ pages: 3, loop: 3, delay: [120, 120, 120] },
    });
    expect(await (await result("noticed/moving.gif.jpg")).metadata()).to.include({ format: "jpeg" });
    expect(await (await result("moving-square.png")).metadata()).to.include({ format: "png" });
    const [record] = await pipeline.records("moving.gif");
    expect(record).to.include({ status: "PROCESSED" });
  });
});
