import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { serveHelp, type ServedStack } from "../../../commands/output/serve-help";
import type { StateMachineSpec } from "../../../packages/local-aws/src/step-functions/types";

const machine: StateMachineSpec = {
  name: "image-workflow",
  type: "STANDARD",
  definition: "{}",
  roleArn: "",
  logging: { level: "ERROR", includeExecutionData: false, logGroup: "/states/image-workflow" },
  tracing: false,
  tags: {},
};
const URL = "http://127.0.0.1:4566/_aws/execute-api/abc/prod";

function stackWith(
  outputs: Partial<ServedStack["outputs"]> = {},
  workflow?: StateMachineSpec,
  prefix = "",
  suffixes: readonly string[] = [],
): ServedStack {
  return {
    ...{ prefix, suffixes },
    endpoint: "http://127.0.0.1:4566",
    region: "eu-central-1",
    credentials: { accessKeyId: "AK", secretAccessKey: "SK" },
    outputs: { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "http://q", ...outputs },
    ...(workflow && { workflow }),
  };
}

function help(...args: Parameters<typeof stackWith>): string[] {
  return serveHelp(stackWith(...args)).map((line) => stripVTControlCharacters(line));
}

describe("the commands that serve prints", () => {
  it("are those that the stack's parts need, and no others", () => {
    const plain = help().join("\n");
    expect(plain).to.contain("aws s3 cp photo.jpg s3://in/").and.contain("curl http://127.0.0.1:4566/metrics");
    expect(plain).not.to.match(/dynamodb|logs|stepfunctions|execute-api|x-api-key/);
    expect(plain).to.contain("--queue-url http://q");
    expect(help({ metadataTable: "records" }).join("\n")).to.contain("scan --table-name records");
  });

  it("end with the address of the console, if there is one", () => {
    expect(help().join("\n")).not.to.match(/console/i);
    const address = "http://127.0.0.1:1/?token=abc";
    const lines = serveHelp({ ...stackWith(), console: address }).map((line) => stripVTControlCharacters(line));
    expect(lines.slice(-4)).to.deep.equal([
      `Console, to see images and stack: ${address}`,
      ...["", "Ctrl-C stops it.", ""],
    ]);
  });

  it("have the webhook's address and secret, if there is one", () => {
    expect(help().join("\n")).not.to.match(/webhook/i);
    const webhook = { url: "http://127.0.0.1:8080/images", secret: "whsec_abc" };
    const lines = serveHelp({ ...stackWith(), webhook }).map((line) => stripVTControlCharacters(line));
    expect(lines.join("\n")).to.contain("Webhook: http://127.0.0.1:8080/images\n  signed with whsec_abc");
  });

  it("name keys with the stack's prefix", () => {
    const lines = help({ uploadApiUrl: URL }, undefined, "in/").join("\n");
    expect(lines)
      .to.contain("aws s3 cp photo.jpg s3://in/in/photo.jpg\n")
      .and.contain("s3://out/processed-in/photo.jpg")
      .and.contain("/in/in/photo.jpg")
      .and.contain("upload?key=photo.jpg")
      .and.contain("images?key=in%2Fphoto.jpg");
  });

  it("name keys of the first route of several, with the result that it has, and give them whole to the API", () => {
    const variant = { width: 1, height: 1, fit: "cover", format: "webp", quality: 75, background: "#ffffff" };
    const routes = [
      { prefix: "photos/", suffixes: [], variants: [{ ...variant, name: "page" }] },
      { prefix: "avatars/", suffixes: [], variants: [{ ...variant, name: "thumb" }] },
    ];
    const processing = JSON.stringify({ routes, keepsDerivatives: false });
    expect(help({ uploadApiUrl: URL, processing }, undefined, "photos/").join("\n"))
      .to.contain("aws s3 cp photo.jpg s3://in/photos/photo.jpg\n")
      .and.contain("s3://out/page/photos/photo.jpg.webp")
      .and.contain("upload?key=photos%2Fphoto.jpg")
      .and.contain('{"key":"photos/large.jpg"')
      .and.contain("images?key=photos%2Fphoto.jpg");
  });

  it("name files of a kind that the stack processes", () => {
    const lines = help({ uploadApiUrl: URL }, undefined, "in-", [".webp", ".png"]).join("\n");
    expect(lines)
      .to.contain("aws s3 cp photo.png s3://in/in-photo.png\n")
      .and.contain("s3://out/processed-in-photo.png small.png")
      .and.contain("-H 'Content-Type: image/png' --data-binary @photo.png")
      .and.contain('{"key":"large.png","contentType":"image/png"')
      .and.contain("images?key=in-photo.png");
    expect(lines).not.to.contain(".jpg");
    expect(help({}, undefined, "", [".heic"]).join("\n")).to.contain("s3://in/photo.heic");
  });

  it("name the result of the stack's first variant, in its format", () => {
    const resultOf = (...variants: object[]) => {
      const lines = help({ processing: JSON.stringify({ variants }) });
      const keys = lines.flatMap((line) => / s3:\/\/out\/(\S+) small|:4566\/out\/(\S+)$/.exec(line)?.slice(1) ?? []);
      return [...new Set(keys.filter((key) => key !== undefined))];
    };
    const big = { name: "big", format: "auto" };
    expect(resultOf(big, { name: "thumb", format: "auto" })).to.deep.equal(["big-photo.jpg"]);
    expect(resultOf({ ...big, format: "jpeg" })).to.deep.equal(["big-photo.jpg"]);
    expect(resultOf({ ...big, format: "webp" })).to.deep.equal(["big/photo.jpg.webp"]);
    expect(resultOf()).to.deep.equal(["processed-photo.jpg"]);
  });

  it("name the folder of the example's results where only the record says their keys", () => {
    const processing = JSON.stringify({ variants: [{ name: "big", format: "auto" }], address: "immutable" });
    const lines = help({ processing }, undefined, "in/").join("\n");
    expect(lines).to.contain("aws s3 cp --recursive s3://out/results.immutable/in/photo.jpg/ small/");
    expect(lines).not.to.match(/big-|big\//);
  });

  it("sign requests to the API, or send its key", () => {
    const api = (lines: string[]) => lines.slice(lines.findIndex((line) => line.startsWith("Upload API")) + 1, -3);
    const signed = api(help({ uploadApiUrl: URL }));
    expect(signed).to.have.length(6);
    for (const line of signed)
      expect(line).to.contain("curl --aws-sigv4 aws:amz:eu-central-1:execute-api --user AK:SK");
    const keyed = api(help({ uploadApiUrl: URL, uploadApiKey: "secret" }));
    expect(keyed).to.have.length(6);
    for (const line of keyed) expect(line).to.contain("curl -H 'x-api-key: secret' ").and.not.contain("sigv4");
    expect(keyed.join("\n"))
      .to.contain(`'${URL}/upload?key=photo.jpg'`)
      .and.contain(`${URL}/uploads`)
      .and.contain(`'${URL}/images?key=photo.jpg'`)
      .and.contain(`-X DELETE ${URL}/images/$id`);
  });

  it("list executions where Step Functions keeps them, otherwise the log of those that failed", () => {
    const stateMachineArn = "arn:aws:states:eu-central-1:000000000000:stateMachine:image-workflow";
    const standard = help({ stateMachineArn }, machine).join("\n");
    expect(standard).to.contain(`list-executions --state-machine-arn ${stateMachineArn}\n`);
    expect(standard).to.contain("get-execution-history");
    const express = help({ stateMachineArn }, { ...machine, type: "EXPRESS" }).join("\n");
    expect(express)
      .to.contain("Executions that failed:\n  aws logs filter-log-events --log-group-name /states/image-workflow\n")
      .and.not.contain("stepfunctions");
  });
});
