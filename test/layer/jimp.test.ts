import { expect } from "chai";
import type { Operation } from "../../handlers/contract";
import type { Image } from "../../handlers/ports/image";
import { renderVariants } from "../../handlers/rendition";
import { Jimp } from "../../layer/jimp";
import { encodePng } from "../../packages/fast-jimp/test/support/images";

const [RED, BLUE, WHITE] = [0xff0000ff, 0x0000ffff, 0xffffffff];

/** Left half red, right half blue, 40x20. */
const data = Buffer.alloc(40 * 20 * 4);
for (let at = 0; at < 800; at++) data.writeUInt32BE(at % 40 < 20 ? RED : BLUE, at * 4);
const file = encodePng({ data, width: 40, height: 20 });

/** A PNG after operations, and decoded again. */
async function apply(
  operations: readonly Operation[],
): Promise<Image & { getPixelColor(x: number, y: number): number }> {
  const mark = await Jimp.fromBuffer(encodePng({ data: Buffer.alloc(400, 255), width: 10, height: 10 }));
  const box = { name: "a", width: 40, height: 20, quality: 75, background: "#00ff00" };
  const variant = { ...box, fit: "cover", format: "png", operations } as const;
  const watermarks = { read: () => Promise.resolve(mark) };
  const image = await Jimp.fromBuffer(file);
  const [rendition] = await renderVariants({ watermarks }, image, [variant]);
  const drawn = await Jimp.fromBuffer(rendition?.bytes ?? Buffer.alloc(0));
  expect([rendition?.width, rendition?.height]).to.deep.equal([drawn.width, drawn.height]);
  return drawn;
}

/** Colours of the middle of the left and the right half, as hexadecimal RRGGBBAA. */
async function halves(...operations: Operation[]): Promise<string[]> {
  const image = await apply(operations);
  return [10, 30].map((x) => image.getPixelColor(x, 10).toString(16).padStart(8, "0"));
}

describe("an operation, by jimp's own plugins,", () => {
  it("takes colours away, or tints them", async () => {
    expect(await halves({ greyscale: true })).to.deep.equal(["363636ff", "121212ff"]);
    expect(await halves({ sepia: true })).to.deep.equal(["64222dff", "303b4eff"]);
  });

  it("changes brightness and contrast", async () => {
    expect(await halves({ brightness: 0.5 })).to.deep.equal(["7f0000ff", "00007fff"]);
    expect(await halves({ brightness: 1 }, { contrast: 0 })).to.deep.equal(["ff0000ff", "0000ffff"]);
    expect(await halves({ contrast: -0.5 })).to.deep.equal(["a95454ff", "5454a9ff"]);
  });

  it("mirrors left and right, or top and bottom", async () => {
    expect(await halves({ flip: "horizontal" })).to.deep.equal(["0000ffff", "ff0000ff"]);
    expect(await halves({ flip: "vertical" })).to.deep.equal(["ff0000ff", "0000ffff"]);
    const upright = await apply([{ rotate: 90 }, { flip: "vertical" }]);
    expect([upright.getPixelColor(10, 10), upright.getPixelColor(10, 30)]).to.deep.equal([RED, BLUE]);
  });

  it("rotates counter-clockwise; what becomes free has the background", async () => {
    const turned = await apply([{ rotate: 90 }]);
    expect([turned.width, turned.height]).to.deep.equal([20, 40]);
    expect([turned.getPixelColor(10, 10), turned.getPixelColor(10, 30)]).to.deep.equal([BLUE, RED]);
    const tilted = await apply([{ rotate: 45 }]);
    expect(tilted.width).to.be.above(40);
    expect(tilted.getPixelColor(1, 1)).to.equal(0x00ff00ff);
  });

  it("blurs an edge, and sharpens what was blurred", async () => {
    const across = async (...operations: Operation[]) => (await apply(operations)).getPixelColor(17, 10) >>> 24;
    const [blurred, sharpened] = [await across({ blur: 4 }), await across({ blur: 4 }, { sharpen: true })];
    expect(blurred).to.be.within(100, 240);
    expect(sharpened).to.be.above(blurred);
    // Flat areas stay as they are, also where they are not saturated.
    expect(await halves({ brightness: 0.5 }, { sharpen: true })).to.deep.equal(["7f0000ff", "00007fff"]);
    const turned = await apply([{ rotate: 90 }, { blur: 4 }, { sharpen: true }]);
    expect(turned.getPixelColor(10, 22) >>> 24, "the same in both directions").to.equal(sharpened);
  });

  it("puts a watermark at its corner, in its share and opacity", async () => {
    const watermark = { key: "m.png", gravity: "southeast", scale: 0.5, opacity: 1 } as const;
    const marked = await apply([{ watermark }]);
    expect([marked.getPixelColor(31, 11), marked.getPixelColor(39, 19)]).to.deep.equal([WHITE, WHITE]);
    expect([marked.getPixelColor(28, 11), marked.getPixelColor(31, 8)]).to.deep.equal([BLUE, BLUE]);
    const faint = await apply([{ watermark: { ...watermark, gravity: "west", opacity: 0.5 } }]);
    expect((faint.getPixelColor(5, 10) >>> 16) & 255).to.be.within(120, 135);
    const northern = await apply([{ watermark: { ...watermark, gravity: "north", scale: 0.25 } }]);
    const column = [0, 4, 6].map((y) => northern.getPixelColor(18, y));
    expect(column).to.deep.equal([WHITE, WHITE, RED]);
    expect([northern.getPixelColor(15, 0), northern.getPixelColor(24, 0)]).to.deep.equal([RED, BLUE]);
    const tall = await apply([{ rotate: 90 }, { watermark: { ...watermark, gravity: "northwest" } }]);
    expect([tall.getPixelColor(9, 9), tall.getPixelColor(11, 5)]).to.deep.equal([WHITE, BLUE]);
  });

  it("leaves the watermark as it is for the next", async () => {
    const watermark = { key: "m.png", gravity: "west", scale: 0.5, opacity: 0.5 } as const;
    const twice = await apply([{ watermark }, { watermark: { ...watermark, gravity: "east", opacity: 1 } }]);
    expect(twice.getPixelColor(35, 10)).to.equal(WHITE);
  });

  it("is one of several, in order", async () => {
    const first = await halves({ greyscale: true }, { brightness: 2 });
    expect(first).to.deep.equal(["6c6c6cff", "242424ff"]);
    expect(await halves({ brightness: 2 }, { greyscale: true })).to.not.deep.equal(first);
  });
});
