import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { readSettings } from "../../layer/settings";

const variants = readConfig({}).variants;
const env = {
  SOURCE_BUCKET: "source",
  DESTINATION_BUCKET: "destination",
  VARIANTS: JSON.stringify(variants),
  MAX_INPUT_BYTES: "1000",
  MAX_INPUT_PX: "2000",
};

describe("settings in the environment", () => {
  it("are read into a type", () => {
    expect(readSettings(env)).to.deep.equal({
      sourceBucket: "source",
      uploadPrefix: "",
      suffixes: [],
      destinationBucket: "destination",
      variants,
      followsRemovals: true,
      describes: false,
      manifests: false,
      address: "stable",
      keepsDamaged: false,
      maxInputBytes: 1000,
      maxInputPx: 2000,
      queueUrls: {
        workQueueUrl: undefined,
        failureQueueUrl: undefined,
        deadLetterQueueUrl: undefined,
        webhookQueueUrl: undefined,
      },
      webhook: { url: undefined, secretName: undefined },
    });
    const optional = {
      METADATA_TABLE: "table",
      ENCRYPTION_KEY_ARN: "key",
      CORS_ORIGIN: "https://example.org",
      KEEP_DERIVATIVES: "true",
      DESCRIBE: "true",
      ON_DAMAGE: "keep",
      UPLOAD_PREFIX: "up/",
      SUFFIXES: '[".jpg"]',
      PROCESSING_LIMIT_SEC: "60",
      WORK_QUEUE_URL: "https://work",
      FAILURE_QUEUE_URL: "https://failures",
      DEAD_LETTER_QUEUE_URL: "https://dead",
      EVENT_TOPIC_ARN: "arn:topic",
      WEBHOOK_QUEUE_URL: "https://webhooks",
      WEBHOOK_URL: "https://example.org/hook",
      WEBHOOK_SECRET_NAME: "hook",
      STATE_MACHINE_ARN: "arn:machine",
      STATE_MACHINE_TYPE: "STANDARD",
    };
    expect(readSettings({ ...env, ...optional })).to.deep.include({
      metadataTable: "table",
      encryptionKeyArn: "key",
      corsOrigin: "https://example.org",
      followsRemovals: false,
      describes: true,
      keepsDamaged: true,
      uploadPrefix: "up/",
      suffixes: [".jpg"],
      processingLimitSec: 60,
      queueUrls: {
        workQueueUrl: "https://work",
        failureQueueUrl: "https://failures",
        deadLetterQueueUrl: "https://dead",
        webhookQueueUrl: "https://webhooks",
      },
      eventTopicArn: "arn:topic",
      webhook: { url: "https://example.org/hook", secretName: "hook" },
      stateMachine: { arn: "arn:machine", type: "STANDARD" },
    });
  });

  it("leave of the function's memory what its runtime does not need", () => {
    for (const [memoryMb, maxMemoryMb] of [
      ["1024", 811],
      ["256", 120],
      ["64", 0],
    ] as const) {
      expect(readSettings({ ...env, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb })).to.include({ maxMemoryMb });
    }
    expect(readSettings(env)).not.to.have.property("maxMemoryMb");
  });

  it("are positive integers where they are limits", () => {
    expect(readSettings({ ...env, MAX_INPUT_BYTES: "1" })).to.include({ maxInputBytes: 1 });
    for (const value of ["0", "-1", "1.5", "1e300", "many"]) {
      expect(() => readSettings({ ...env, MAX_INPUT_BYTES: value }), value).to.throw(
        `MAX_INPUT_BYTES: expected a positive integer, got "${value}"`,
      );
    }
  });

  it("have routes in place of prefix and variants; routes without suffixes have the stack's", () => {
    const [variant] = variants;
    const small = { ...variant, name: "small", width: 10, height: 10 };
    const set = { name: "set", widths: [10, 20], fit: "inside", format: "auto", quality: 75, background: "#ffffff" };
    const routes = [
      { prefix: "photos/", variants: [set] },
      { prefix: "avatars/", suffixes: [".png"], variants: [small] },
    ];
    const { VARIANTS, ...others } = env;
    const settings = readSettings({ ...others, SUFFIXES: '[".jpg"]', ROUTES: JSON.stringify(routes) });
    expect(settings).not.to.have.any.keys("uploadPrefix", "suffixes", "variants");
    expect(settings.routes).to.deep.equal([
      { prefix: "photos/", suffixes: [".jpg"], variants: readConfig({ variants: JSON.stringify([set]) }).variants },
      { prefix: "avatars/", suffixes: [".png"], variants: [small] },
    ]);
    expect(() => readSettings({ ...others, ROUTES: "[" })).to.throw('ROUTES: expected JSON, got "["');
    expect(() => readSettings(others)).to.throw("VARIANTS is not set");
    expect(VARIANTS).to.be.a("string");
  });

  it("are refused together when they are incomplete", () => {
    expect(() => readSettings({ VARIANTS: "[", MAX_INPUT_PX: "0" })).to.throw(
      Error,
      [
        "invalid environment:",
        "SOURCE_BUCKET is not set",
        "DESTINATION_BUCKET is not set",
        'VARIANTS: expected JSON, got "["',
        "MAX_INPUT_BYTES is not set",
        'MAX_INPUT_PX: expected a positive integer, got "0"',
      ].join("\n  "),
    );
  });
});
