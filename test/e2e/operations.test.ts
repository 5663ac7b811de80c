import { expect } from "chai";
import sharp from "sharp";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { colourAt, distance, jpeg, type Rgb } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const MARK = "logo.png";
const LUMA_OF_RED = 83;
const BRIGHTER = 1.5;
const grey = (level: number): Rgb => [level, level, level];

describe("operations of variants in the embedded run", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let image: Buffer;
  before(async () => {
    image = await jpeg(400, 400);
    const watermark = { key: MARK, gravity: "southeast", scale: 0.5 };
    const operations = [{ flip: "horizontal" }, { greyscale: true }, { brightness: BRIGHTER }, { watermark }];
    const variants = [{ name: "marked", width: 100, height: 100, operations }];
    pipeline = await Pipeline.start({ uploadApi: true, variants });
  });
  after(() => pipeline.close());

  const mark = (background: string) =>
    sharp({ create: { width: 60, height: 60, channels: 3, background } })
      .png()
      .toBuffer();
  const marked = async (key: string): Promise<Buffer> => {
    await pipeline.put(key, image);
    const result = await pipeline.result(`marked-${key}`);
    if (result === undefined) throw new Error(`${key} has no result`);
    return result.bytes;
  };

  it("are applied in order, with the watermark's current version over the result", async () => {
    await pipeline.put(MARK, await mark("#ff0000"));
    const first = await marked("first.jpg");
    expect(distance(await colourAt(first, 1, 1), [255, 0, 0]), "the watermark").to.be.below(24);
    expect(
      distance(await colourAt(first, 1, 0), grey(LUMA_OF_RED * BRIGHTER)),
      "flipped, grey and brighter",
    ).to.be.below(24);
    await pipeline.put(MARK, await mark("#0000ff"));
    expect(distance(await colourAt(await marked("second.jpg"), 1, 1), [0, 0, 255]), "another version").to.be.below(24);
  });

  it("take no watermark for an original", async () => {
    expect(await pipeline.result(`marked-${MARK}`)).to.equal(undefined);
    expect(await pipeline.records(MARK)).to.deep.equal([]);
  });

  it("let no caller of the upload API replace or uncover the watermark", async () => {
    const url = pipeline.output("uploadApiUrl");
    const { credentials } = pipeline.cloud;
    const form = JSON.stringify({ key: MARK, contentType: "image/png", bytes: image.length });
    for (const request of [
      { method: "POST", path: "/upload", query: { key: MARK }, headers: { "content-type": "image/png" }, body: image },
      { method: "POST", path: "/uploads", headers: { "content-type": "application/json" }, body: form },
    ] as const) {
      const { status, json } = await callApi(url, request, credentials);
      expect([status, json.code], request.path).to.deep.equal([400, "KEY_RESERVED"]);
    }
    const other = {
      method: "POST",
      path: "/upload",
      query: { key: "logo.jpg" },
      headers: { "content-type": "image/jpeg" },
      body: image,
    } as const;
    expect((await callApi(url, other, credentials)).status).to.equal(200);
    await pipeline.cloud.idle();
    expect(distance(await colourAt(await marked("third.jpg"), 1, 1), [0, 0, 255])).to.be.below(24);
  });
});
