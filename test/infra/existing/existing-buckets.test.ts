import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../../../infra/config";
import { stackArgs } from "../../../infra/stack-args";
import { ExistingBucket, type ExistingBucketArgs } from "../../../infra/existing/existing-bucket";
import { defaultTags } from "../../../infra/default-tags";
import { ImagePipeline } from "../../../infra/image-pipeline";
import { matchesPattern, parsePattern } from "../../../packages/local-aws/src/event-bridge/pattern";
import { objectCreated, objectDeleted } from "../../support/events/s3-events";
import type { ExistingResources } from "../../support/mocks/aws-outputs";
import { promiseOf, runProgram, type Registrations } from "../../support/mocks/pulumi-program";
import { deploy, FAILURES_ARN, statementsOf } from "../deployed-stack";
import { logged } from "./logged";

const SOURCE = "company-uploads";
const SOURCE_CONFIG = JSON.stringify({ existing: SOURCE });
const DESTINATION_CONFIG = JSON.stringify({ existing: "company-images" });
const both = { source: SOURCE_CONFIG, destination: DESTINATION_CONFIG, deleteDerivatives: "true" };

/** Types and names of what a stack makes with one of the buckets of others as an input. */
const writtenTo = ({ all }: Registrations, bucket: string) =>
  all
    .filter(({ read, inputs }) => read === undefined && inputs.bucket === bucket)
    .map(({ type, name }) => [type, name]);

describe("a stack with buckets of others", () => {
  it("reads them, and writes none of their settings", async () => {
    const stack = await deploy(both);
    expect(stack.all.filter(({ read }) => read !== undefined).map(({ type, read }) => [type, read])).to.deep.equal([
      ["aws:s3/bucket:Bucket", SOURCE],
      ["aws:s3/bucketNotification:BucketNotification", SOURCE],
      ["aws:s3/bucket:Bucket", "company-images"],
    ]);
    for (const bucket of [SOURCE, "company-images"]) expect(writtenTo(stack, bucket)).to.deep.equal([]);
  });

  it("switches EventBridge on only where asked for", async () => {
    const stack = await deploy({ ...both, source: JSON.stringify({ existing: SOURCE, enableEventBridge: true }) });
    const type = "aws:s3/bucketNotification:BucketNotification";
    expect(writtenTo(stack, SOURCE)).to.deep.equal([[type, "images-events-notification"]]);
    expect(stack.one(type, "images-events").inputs).to.deep.equal({ bucket: SOURCE, eventbridge: true });
  });

  it("sends a webhook the events of its own prefix, not those of other stacks on the same bucket", async () => {
    const notify = JSON.stringify({ webhook: { url: "https://example.org/hook", secretName: "hook" } });
    const patternOf = async (config: Readonly<Record<string, string>>) => {
      const { inputs } = (await deploy({ ...config, notify })).one(
        "aws:cloudwatch/eventRule:EventRule",
        "images-notify-webhook",
      );
      return parsePattern(String(inputs.eventPattern));
    };
    const event = (key: string) => ({
      source: "image-pipeline",
      detail: { image: { source_bucket: SOURCE, original_key: key } },
    });
    const ofPrefix = await patternOf({ ...both, uploadPrefix: "photos/" });
    expect(matchesPattern(ofPrefix, event("photos/cat.jpg"))).to.equal(true);
    expect(matchesPattern(ofPrefix, event("avatars/cat.jpg"))).to.equal(false);
    expect(matchesPattern(await patternOf(both), event("avatars/cat.jpg"))).to.equal(true);
  });

  it("has functions that rules of EventBridge invoke, and nobody else", async () => {
    const stack = await deploy(both);
    const permissions = stack.ofType("aws:lambda/permission:Permission").map(({ name, inputs }) => ({ name, inputs }));
    const rule = (name: string) => `arn:aws:events:eu-central-1:123456789012:rule/${name}-rule-1a2b3c4`;
    expect(permissions).to.deep.equal(
      [
        ["image-upload-trigger", "image-processing-function"],
        ["image-removal-trigger", "image-removal-function"],
      ].map(([name = "", fn]) => ({
        name: `${name}-invoke`,
        inputs: {
          action: "lambda:InvokeFunction",
          function: fn,
          principal: "events.amazonaws.com",
          sourceArn: rule(name),
        },
      })),
    );
    for (const { inputs } of stack.ofType("aws:cloudwatch/eventTarget:EventTarget")) {
      expect(inputs).to.deep.include({
        retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: FAILURES_ARN },
      });
      expect(inputs.arn).to.match(/:function:image-(processing|removal)-function$/);
    }
    const policy = statementsOf(stack.one("aws:sqs/queuePolicy:QueuePolicy", "failures").inputs.policy);
    expect(policy.find(({ Sid }) => Sid === "TakeEvents")?.Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "123456789012" },
    });
  });

  it("hears of the keys of its own bucket, prefix and suffixes, and of no expiry", async () => {
    const stack = await deploy({ ...both, uploadPrefix: "in/", suffixes: '[".jpg"]' });
    const pattern = (name: string) =>
      parsePattern(stack.one("aws:cloudwatch/eventRule:EventRule", name).inputs.eventPattern as string);
    const [upload, removal] = [pattern("upload"), pattern("removal")];
    const created = (key: string, bucket = SOURCE) => objectCreated({ bucket, key });
    expect(matchesPattern(upload, created("in/a.jpg"))).to.equal(true);
    expect(matchesPattern(upload, created("in/a.png"))).to.equal(false);
    expect(matchesPattern(upload, created("a.jpg"))).to.equal(false);
    expect(matchesPattern(upload, created("in/a.jpg", "other"))).to.equal(false);
    expect(matchesPattern(upload, objectDeleted({ bucket: SOURCE, key: "in/a.jpg" }))).to.equal(false);
    expect(matchesPattern(removal, objectDeleted({ bucket: SOURCE, key: "in/a.jpg" }))).to.equal(true);
    expect(matchesPattern(removal, objectDeleted({ bucket: SOURCE, key: "in/a.png" }))).to.equal(false);
    expect(matchesPattern(removal, created("in/a.jpg"))).to.equal(false);
    const expired = objectDeleted({ bucket: SOURCE, key: "in/a.jpg", reason: "Lifecycle Expiration" });
    expect(matchesPattern(removal, expired)).to.equal(false);
  });

  it("starts the workflow through its queue, and follows removals through a rule", async () => {
    const stack = await deploy({ ...both, workflow: "true" });
    const rules = stack.ofType("aws:cloudwatch/eventRule:EventRule").map(({ name }) => name);
    expect(rules).to.have.members(["image-upload-rule-rule", "image-removal-trigger-rule"]);
    expect(writtenTo(stack, SOURCE)).to.deep.equal([]);
    for (const { inputs } of stack.ofType("aws:cloudwatch/eventRule:EventRule")) {
      expect(inputs.eventPattern).to.include(`"name":["${SOURCE}"]`);
    }
  });

  it("grants its functions the same as with buckets of its own", async () => {
    const grants = async (config: Record<string, string>) => {
      const { policy } = (await deploy(config)).one("aws:iam/rolePolicy:RolePolicy", "process-policy").inputs;
      return JSON.stringify(statementsOf(policy));
    };
    const own = await grants({});
    expect(await grants(both)).to.equal(
      own
        .replaceAll("images-source-bucket-1a2b3c4", SOURCE)
        .replaceAll("images-destination-bucket-1a2b3c4", "company-images"),
    );
  });

  it("leaves CORS and tags of the bucket alone", async () => {
    const config = { ...both, uploadApi: '{"corsOrigin":"https://app.example"}' };
    const stack = await runProgram((opts) => {
      const transformations = [defaultTags({ Stack: "test" }), ...(opts.transformations ?? [])];
      return new ImagePipeline("images", stackArgs(config), { transformations });
    });
    expect(stack.ofType("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")).to.be.empty;
    expect(stack.one("aws:s3/bucket:Bucket", "source").inputs).to.deep.equal({});
  });

  it("has a label that other stacks on the same bucket do not have", async () => {
    const stack = await deploy({ ...both, names: "auto" });
    expect(stack.one("aws:lambda/layerVersion:LayerVersion", "images-layer").inputs.layerName).to.equal(
      "image-pipeline-1a2b3c4",
    );
  });

  it("waits six hours longer for an outcome before it calls an image lost", async () => {
    const limit = async (config: Record<string, string>) => {
      const { environment } = (await deploy({ ...config, uploadApi: "true" })).one(
        "aws:lambda/function:Function",
        "image-status",
      ).inputs;
      return Number((environment as { variables: Record<string, string> }).variables.PROCESSING_LIMIT_SEC);
    };
    expect([await limit({}), await limit(both)]).to.deep.equal([7 * 3600, 13 * 3600]);
  });
});

/** What is said of a bucket of others. */
const told = (existing: ExistingResources, statements?: ExistingBucketArgs["statements"]) =>
  logged(async () => {
    const names: pulumi.Output<string>[] = [];
    await runProgram(
      (opts) => {
        const use = { as: "source", prefixes: [""] } as const;
        const args = { bucketName: SOURCE, region: "eu-central-1", use, statements };
        names.push(new ExistingBucket("images-source", args, opts).reviewedName);
      },
      { existing },
    );
    expect(await Promise.all(names.map(promiseOf))).to.deep.equal([SOURCE]);
  });

describe("a bucket of others", () => {
  it("is told nothing of where all is well", async () => {
    expect(await told({})).to.deep.equal({ warnings: [], infos: [] });
  });

  it("with another KMS key is warned of only once the stack's key is known, and of the rest before", async () => {
    const existing = { [SOURCE]: { lifecycleRules: [] } };
    const preview = await logged(() => deploy({ source: SOURCE_CONFIG, encryption: "kms" }, true, existing));
    expect(preview.warnings.map((text) => text.split(": ")[1]?.slice(0, 20))).to.deep.equal(["no lifecycle rule re"]);
    const { warnings } = await logged(() => deploy({ source: SOURCE_CONFIG, encryption: "kms" }, false, existing));
    expect(warnings).to.have.length(2);
  });

  it("is warned of, by its name", async () => {
    const { warnings } = await told({ [SOURCE]: { lifecycleRules: [] } });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include(`bucket ${SOURCE}: no lifecycle rule removes old versions`);
  });

  it("that notifies others is said to be read through EventBridge", async () => {
    const { infos } = await told({ [SOURCE]: { queues: [{ id: "archive" }] } });
    expect(infos).to.deep.equal([
      `bucket ${SOURCE}: it has 1 notification of others, which stay: uploads arrive through EventBridge`,
    ]);
  });

  it("whose policy lacks a statement is warned of with the statement", async () => {
    const statement = {
      Sid: "ReadByDistribution",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Condition: { StringEquals: { "aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/E1" } },
    } as const;
    const { warnings } = await told({}, () => [statement]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include(`its policy lacks a statement. Add {"Sid":"ReadByDistribution"`);
    const policy = JSON.stringify({
      Statement: [statement, { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
    expect((await told({ [SOURCE]: { policy } }, () => [statement])).warnings).to.deep.equal([]);
  });
});

describe("the configuration of buckets of others", () => {
  const problems = (config: Record<string, string>) => {
    try {
      readConfig(stackArgs(config));
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("has the name of a bucket", () => {
    expect(problems({ source: "true" })).to.include("source.existing: expected the name of a bucket");
    expect(problems({ source: '{"existing":"Upper"}' })).to.include("source.existing: expected the name of a bucket");
    expect(problems({ destination: "{}" })).to.include("destination.existing: expected the name of a bucket");
    const other = '{"existing":"company-images","enableEventBridge":true}';
    expect(problems({ destination: other })).to.include("destination.enableEventBridge: unknown setting");
  });

  it("does not let originals expire, which is the owner's to decide", () => {
    expect(problems({ source: SOURCE_CONFIG, originalsExpireDays: "30" })).to.include(
      "originalsExpireDays: expected none",
    );
    expect(problems({ destination: DESTINATION_CONFIG, originalsExpireDays: "30" })).to.equal("");
  });

  it("has two buckets, not one", () => {
    expect(problems({ source: SOURCE_CONFIG, destination: SOURCE_CONFIG })).to.include(
      "destination: expected a bucket other than",
    );
  });

  it("counts suffixes as rules of EventBridge do", () => {
    const suffixes = JSON.stringify(Array.from({ length: 60 }, (_, index) => `.${String(index).padStart(40, "x")}`));
    expect(problems({ source: SOURCE_CONFIG, suffixes })).to.include("characters of an event pattern");
  });
});
