import { expect } from "chai";
import sharp from "sharp";

import type { DeadLetter } from "../../handlers/contract";
import { encodeJxl } from "../../packages/fast-jimp/test/support/encoders";
import { scene } from "../../packages/fast-jimp/test/support/images";
import { encodeHeic } from "../../packages/fast-jimp/test/support/images/heif";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { colourAt, cornerColours, corners, distance, jpeg, pngHeaderOnly, type Rgb } from "../support/e2e/images";
import { s3Record, type Pipeline } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

describe("the pipeline in the embedded run", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");
  let pipeline: Pipeline;
  before(() => (pipeline = stack()));

  const processed = async (key: string, body: Buffer, resultKey = `processed-${key}`) => {
    const version = await pipeline.put(key, body);
    const [record] = await pipeline.records(key);
    const result = await pipeline.result(resultKey);
    if (record === undefined || result === undefined) throw new Error(`${key}: no record or no result`);
    return { version, record, result, metadata: await sharp(result.bytes).metadata() };
  };
  const refused = async (key: string, body: Buffer) => {
    await pipeline.put(key, body);
    const [record] = await pipeline.records(key);
    expect(await pipeline.result(`processed-${key}`)).to.equal(undefined);
    expect(await pipeline.deadLetters()).to.deep.equal([]);
    return record;
  };
  const expectCorners = async (image: Buffer, expected: Record<keyof typeof cornerColours, Rgb> = cornerColours) => {
    for (const [name, x, y] of [
      ["topLeft", 0, 0],
      ["topRight", 1, 0],
      ["bottomLeft", 0, 1],
      ["bottomRight", 1, 1],
    ] as const) {
      expect(distance(await colourAt(image, x, y), expected[name]), name).to.be.below(24);
    }
  };

  it("resizes a JPEG to 300x300 and records it", async () => {
    const startedAt = Date.now();
    const body = await jpeg(640, 480);
    const { record, result, metadata, version } = await processed("photo.jpg", body);
    expect(metadata).to.include({ format: "jpeg", width: 300, height: 300 });
    await expectCorners(result.bytes);
    expect(result).to.include({ ContentType: "image/jpeg", ServerSideEncryption: "AES256" });
    expect(result.CacheControl).to.be.a("string");
    expect(record).to.deep.include({
      status: "PROCESSED",
      original_key: "photo.jpg",
      processed_key: "processed-photo.jpg",
      original_size: "640x480",
      processed_size: "300x300",
      source_bucket: pipeline.outputs.sourceBucket,
      destination_bucket: pipeline.outputs.destinationBucket,
      content_type: "image/jpeg",
      version_id: version,
      bytes_in: body.length,
      bytes_out: result.bytes.length,
    });
    expect(record["image_id"]).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Date.parse(String(record["upload_time"]))).to.be.within(startedAt - 1000, Date.now());
  });

  it("keeps a PNG a PNG, with its alpha", async () => {
    const background = { r: 200, g: 30, b: 30, alpha: 0.5 };
    const body = await sharp({ create: { width: 400, height: 400, channels: 4, background } })
      .png()
      .toBuffer();
    const { result, metadata } = await processed("glass.png", body);
    expect(metadata).to.include({ format: "png", width: 300, hasAlpha: true });
    expect(result.ContentType).to.equal("image/png");
    const { data } = await sharp(result.bytes).raw().toBuffer({ resolveWithObject: true });
    for (const [i, expected] of [200, 30, 30, 128].entries())
      expect(data[i], `channel ${i}`).to.be.closeTo(expected, 3);
  });

  it("applies the EXIF orientation, and drops EXIF and GPS", async () => {
    const body = await corners(640, 480)
      .withExif({ IFD0: { Model: "Phone" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "44/1 35/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(body).metadata()).exif).to.be.instanceOf(Buffer);
    const { record, result, metadata } = await processed("phone.JPG", body);
    expect(record["original_size"]).to.equal("480x640");
    // Orientation 6: the left edge of the stored image is the top of the displayed one.
    const { topLeft, topRight, bottomLeft, bottomRight } = cornerColours;
    await expectCorners(result.bytes, {
      topLeft: bottomLeft,
      topRight: topLeft,
      bottomLeft: bottomRight,
      bottomRight: topRight,
    });
    expect(metadata.exif).to.equal(undefined);
    expect(metadata.orientation ?? 1).to.equal(1);
    expect(result.bytes.includes("Phone")).to.equal(false);
  });

  it("processes CMYK and grey JPEGs", async () => {
    const cmyk = await corners(400, 400).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).to.equal("cmyk");
    const printed = await processed("print.jpg", cmyk);
    expect(printed.metadata).to.include({ width: 300, space: "srgb" });
    expect(distance(await colourAt(printed.result.bytes, 1, 1), cornerColours.bottomRight)).to.be.below(60);
    const grey = await processed("fog.jpeg", await corners(400, 400).toColourspace("b-w").jpeg().toBuffer());
    expect(grey.metadata.width).to.equal(300);
  });

  it("processes keys with spaces, plus signs, brackets and letters beyond ASCII", async () => {
    const { record } = await processed("a b+c/ü(1).JPG", await jpeg());
    expect(record).to.include({ status: "PROCESSED", processed_key: "processed-a b+c/ü(1).JPG" });
  });

  it("detects the format from the bytes: a GIF named .png becomes a JPEG named .jpg", async () => {
    const gif = await corners(400, 400).gif().toBuffer();
    const { metadata, record } = await processed("moving.png", gif, "processed/moving.png.jpg");
    expect(metadata.format).to.equal("jpeg");
    expect(record["content_type"]).to.equal("image/gif");
  });

  it("converts a WebP named .png to JPEG, with the decoder in the layer", async () => {
    const webp = await corners(480, 480).webp({ quality: 90 }).toBuffer();
    const { result, metadata, record } = await processed("modern.png", webp, "processed/modern.png.jpg");
    expect(metadata).to.include({ format: "jpeg", width: 300, height: 300 });
    await expectCorners(result.bytes);
    expect(record).to.include({ status: "PROCESSED", content_type: "image/webp", original_size: "480x480" });
  });

  it("converts an AVIF to JPEG, with the decoder in a layer of its own", async () => {
    const avif = await corners(480, 480).avif({ quality: 80 }).toBuffer();
    const { result, metadata, record } = await processed("newer.avif", avif, "processed/newer.avif.jpg");
    expect(metadata).to.include({ format: "jpeg", width: 300, height: 300 });
    await expectCorners(result.bytes);
    expect(record).to.include({ status: "PROCESSED", content_type: "image/avif", original_size: "480x480" });
  });

  it("writes one record and one result for an event that is delivered twice", async () => {
    const version = await pipeline.put("twice.jpg", await jpeg());
    const [first] = await pipeline.records("twice.jpg");
    const record = s3Record(pipeline.outputs.sourceBucket, "twice.jpg", version, String(first?.["sequencer"]));
    expect((await pipeline.invoke({ Records: [record] })).error).to.equal(undefined);
    const again = await pipeline.records("twice.jpg");
    expect(again).to.have.length(1);
    expect(again[0]?.["image_id"]).to.equal(first?.["image_id"]);
    expect((await pipeline.resultKeys()).filter((key) => key.includes("twice"))).to.deep.equal(["processed-twice.jpg"]);
  });

  it("never overwrites the result of a newer event with that of an older one", async () => {
    const key = "versions.jpg";
    const older = await pipeline.put(
      key,
      await sharp({ create: { width: 400, height: 400, channels: 3, background: "#ff0000" } })
        .jpeg()
        .toBuffer(),
    );
    const [record] = await pipeline.records(key);
    await pipeline.put(
      key,
      await sharp({ create: { width: 400, height: 400, channels: 3, background: "#0000ff" } })
        .jpeg()
        .toBuffer(),
    );
    const late = s3Record(pipeline.outputs.sourceBucket, key, older, String(record?.["sequencer"]));
    expect((await pipeline.invoke({ Records: [late] })).error).to.equal(undefined);
    const result = await pipeline.result(`processed-${key}`);
    expect(distance(await colourAt(result?.bytes ?? Buffer.alloc(0), 0, 0), [0, 0, 255])).to.be.below(24);
    expect((await pipeline.records(key)).map(({ status }) => status)).to.deep.equal(["PROCESSED", "PROCESSED"]);
  });

  it("processes the valid records of an event that has an invalid one, and refuses that one", async () => {
    const bucket = pipeline.outputs.sourceBucket;
    const good = await pipeline.put("many/good.jpg", await jpeg());
    const records = [
      s3Record(bucket, "many/gone.jpg", undefined, "01"),
      s3Record(bucket, "many/good.jpg", good, "FFFFFFFFFFFFFFFFFF"),
    ];
    const payload = { processed: 1, refused: 1, ignored: 0 };
    expect(await pipeline.invoke({ Records: records })).to.deep.equal({ error: undefined, payload });
    expect((await pipeline.records("many/good.jpg"))[0]).to.include({ status: "PROCESSED" });
  });

  it("ignores S3's test event and folder markers", async () => {
    expect((await pipeline.invoke({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "b" })).error).to.equal(
      undefined,
    );
    const marker = s3Record(pipeline.outputs.sourceBucket, "folder/", undefined, "01");
    expect((await pipeline.invoke({ Records: [marker] })).error).to.equal(undefined);
    expect(await pipeline.records("folder/")).to.deep.equal([]);
  });

  it("refuses a corrupt image, a text, an empty object and a header of 30000x30000, each with its reason", async () => {
    const whole = await jpeg();
    expect(await refused("text.jpg", Buffer.from("I am no image"))).to.include({
      status: "REFUSED",
      reason: "NOT_AN_IMAGE",
    });
    expect(await refused("empty.jpg", Buffer.alloc(0))).to.include({ status: "REFUSED", reason: "NOT_AN_IMAGE" });
    expect(await refused("huge.png", pngHeaderOnly(30_000, 30_000))).to.include({
      status: "REFUSED",
      reason: "IMAGE_TOO_LARGE",
    });
    const png = await corners(200, 200).png().toBuffer();
    expect(await refused("half.png", png.subarray(0, png.length / 2))).to.include({
      status: "REFUSED",
      reason: "IMAGE_CORRUPT",
    });
    expect(await refused("head.jpg", whole.subarray(0, 200))).to.include({ status: "REFUSED" });
  });

  it("refuses HEIC and JPEG XL, which are off, and names their settings", async () => {
    const image = scene(32, 24);
    for (const [setting, body] of [
      ["heic", encodeHeic(image)],
      ["jxl", await encodeJxl(image)],
    ] as const) {
      const record = await refused(`named-${setting}.jpg`, body);
      expect(record).to.include({ status: "REFUSED", reason: "FORMAT_UNSUPPORTED" });
      const { logs } = pipeline.cloud.services;
      const group = logs.groups().find(({ name }) => name.endsWith(pipeline.functionName))?.name ?? "";
      const line = logs.lines(group).find(({ message }) => message.includes(`named-${setting}.jpg`));
      expect(line?.message).to.contain(`Set image-pipeline:${setting} to true`);
    }
  });

  it("retries when S3 or DynamoDB fails once", async () => {
    const { faults } = pipeline.cloud;
    faults.fail("s3", "GetObject", { times: 1, status: 500 });
    faults.fail("dynamodb", "UpdateItem", { times: 1, status: 500, code: "InternalServerError" });
    faults.fail("dynamodb", "PutItem", { times: 1, status: 500, code: "InternalServerError" });
    const { record } = await processed("flaky.jpg", await jpeg());
    expect(record).to.include({ status: "PROCESSED" });
    expect(await pipeline.deadLetters()).to.deep.equal([]);
  });

  for (const [service, operations] of [
    ["s3", ["PutObject"]],
    ["dynamodb", ["PutItem", "UpdateItem"]],
  ] as const) {
    it(`keeps the event in the dead-letter queue when ${service} keeps failing`, async () => {
      const key = `lost-${service}.jpg`;
      const body = await jpeg();
      const arm = () => {
        for (const operation of operations) {
          const resource = service === "s3" ? `processed-${key}` : undefined;
          pipeline.cloud.faults.fail(service, operation, {
            status: 500,
            code: "InternalServerError",
            ...(resource && { resource }),
          });
        }
      };
      arm();
      const attempts: Record<string, number[]> = {};
      const count = ({ functionName, attempt }: { functionName: string; attempt: number }) =>
        void (attempts[functionName] ??= []).push(attempt);
      pipeline.cloud.events.on("invocation", count);
      await pipeline.put(key, body);
      pipeline.cloud.events.off("invocation", count);
      expect(attempts).to.deep.equal({
        [pipeline.functionName]: [1, 2, 3],
        // Each time that the queue of failures hands the message out is a first attempt.
        [pipeline.functionNamed("image-failure-function")]: service === "s3" ? [1] : [1, 1, 1, 1, 1],
      });
      const [letter, ...others] = await pipeline.deadLetters();
      expect(others).to.deep.equal([]);
      if (service === "dynamodb") {
        // The failure cannot be recorded either: what Lambda sent is kept as it is.
        expect(JSON.stringify(letter)).to.contain(key).and.to.contain("RetriesExhausted");
        expect(await pipeline.records(key)).to.deep.equal([]);
        return;
      }
      const { event, where, reason, time, ...rest } = letter as DeadLetter;
      expect(event.Records?.[0]?.s3.object.key).to.equal(key);
      expect([where, rest]).to.deep.equal([
        { kind: "function", name: pipeline.functionName },
        { schema: 1, attempts: 3 },
      ]);
      const [record] = await pipeline.records(key);
      expect(record).to.include({ status: "FAILED", reason: reason.code, attempts: 3, failed_at: time });
    });
  }
});
