/**
 * Does what docs/extend.md says of each of its examples, and prints what comes out as JSON. It is run in a copy of the
 * repository that has the changes of the page; the variants of the page are its argument.
 */
import sharp from "sharp";

import { defaultSuffixes, resultKey, type Variant } from "../../../handlers/contract";
import { renderVariant } from "../../../handlers/rendition";
import { readConfig } from "../../../infra/config";
import { Jimp } from "../../../layer/jimp";
import { startCloud } from "../../../packages/local-aws/src";
import { jsonRequest } from "../../../packages/local-aws/test/support/cloud/raw-request";
import { evaluatePack, resource } from "../../../policy/src/testing";

const limits = { maxInputPx: 1e8 };
const watermarks = { read: () => Promise.reject(new Error("no watermark is asked for")) };

async function render(bytes: Buffer, variant: Variant): Promise<Buffer> {
  const rendition = await renderVariant({ watermarks }, await Jimp.fromBuffer(bytes, limits), variant);
  return rendition.bytes;
}

async function checkVariants(variants: string) {
  const photo = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: "#346" } })
    .jpeg()
    .toBuffer();
  const results = readConfig({ variants }).variants.map(async (variant) => {
    const { width, height, format } = await sharp(await render(photo, variant)).metadata();
    const key = resultKey(variant.name, "cat.jpg", variant.format === "webp" ? ".webp" : undefined);
    return { key, width, height, format };
  });
  return Promise.all(results);
}

async function checkOperation() {
  const black = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#000000" } })
    .png()
    .toBuffer();
  const variants = JSON.stringify([{ name: "a", width: 8, height: 8, format: "png", operations: ["invert"] }]);
  const [variant] = readConfig({ variants }).variants;
  if (variant === undefined) throw new Error("expected a variant");
  const { data } = await sharp(await render(black, variant))
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...new Set(data)];
}

async function checkFormat() {
  const ppm = (rows: number) =>
    Buffer.concat([Buffer.from("P6\n4 4\n255\n"), Buffer.alloc(4 * 3 * rows, Buffer.from([255, 0, 0]))]);
  const image = await Jimp.fromBuffer(ppm(4), limits);
  const png = await image.resize({ w: 2, h: 2 }).getBuffer("image/png");
  const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const cutShort = Jimp.fromBuffer(ppm(2), limits).then((broken) =>
    broken.resize({ w: 2, h: 2 }).getBuffer("image/png"),
  );
  return {
    pixel: [...data.subarray(0, 3)],
    refusal: await cutShort.then(
      () => "none",
      (error: { code: string }) => error.code,
    ),
    isSuffix: defaultSuffixes([]).includes(".ppm"),
  };
}

function checkRule() {
  const findingsOf = (settings: object) =>
    evaluatePack([resource("aws:sqs/queue:Queue", "jobs", { sqsManagedSseEnabled: true, ...settings })], {}, "strict")
      .map(({ policy }) => policy)
      .filter((name) => name === "sqs-retention").length;
  return [{ messageRetentionSeconds: 3600 }, { messageRetentionSeconds: 345_600 }, {}].map(findingsOf);
}

async function checkService() {
  const cloud = await startCloud();
  const call = (operation: string, input: object) => jsonRequest(cloud, "ssm", `AmazonSSM.${operation}`, input);
  await call("PutParameter", { Name: "/size", Value: "300", Type: "String" });
  const read = await call("GetParameter", { Name: "/size" });
  const unknown = await call("GetParameter", { Name: "/colour" });
  const { iam } = cloud.services;
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { name } = iam.createRole({ name: "reader", assumeRolePolicy: JSON.stringify({ Statement: [trust] }) });
  const credentials = iam.startSession(name, "session");
  const refused = await jsonRequest({ ...cloud, credentials }, "ssm", "AmazonSSM.GetParameter", { Name: "/size" });
  await cloud.close();
  return [read, unknown, refused];
}

async function main(): Promise<void> {
  const [, , variants = "[]"] = process.argv;
  const results = {
    variants: await checkVariants(variants),
    operation: await checkOperation(),
    format: await checkFormat(),
    rule: checkRule(),
    service: await checkService(),
  };
  process.stdout.write(JSON.stringify(results));
}

void main();
