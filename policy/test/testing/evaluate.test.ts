import * as aws from "@pulumi/aws";
import { validateResourceOfType, type ResourceValidationPolicy } from "@pulumi/policy";
import { expect } from "chai";

import { evaluatePack, evaluatePolicies, resource, UNKNOWN, type TestedPolicy } from "../../src/testing";

const BUCKET = "aws:s3/bucket:Bucket";
const FUNCTION = "aws:lambda/function:Function";

/** What a policy reads of a resource, as one finding. */
const reading = (read: (props: Record<string, unknown>) => unknown, level = "mandatory" as const): TestedPolicy => ({
  name: "reads",
  description: "Reads.",
  enforcementLevel: level,
  validateResource: ({ props }, report) => report(JSON.stringify(read(props))),
});
const readBy = (read: (props: Record<string, unknown>) => unknown, one: ReturnType<typeof resource>, options = {}) =>
  evaluatePolicies([reading(read)], [one], options).map(({ message, level }) => ({ message, level }));

describe("policies of any pack, in a test", () => {
  it("see the defaults of the AWS provider, in nested inputs, too, and what the program states", () => {
    const fn = resource(FUNCTION, "resize", { memorySize: 512 });
    expect(readBy(({ memorySize, timeout }) => [memorySize, timeout], fn)).to.deep.equal([
      { message: "[512,3]", level: "mandatory" },
    ]);
    const plan = resource("aws:apigateway/methodSettings:MethodSettings", "settings", {
      settings: { loggingLevel: "INFO" },
    });
    const settings = { throttlingBurstLimit: -1, throttlingRateLimit: -1 };
    expect(readBy((props) => props["settings"], plan)[0]?.message).to.equal(
      JSON.stringify({ loggingLevel: "INFO", ...settings }),
    );
  });

  it("see the names that the provider makes, where the program gives neither a name nor a prefix", () => {
    const nameOf = (type: string, name: string, inputs = {}) =>
      readBy((props) => props["bucket"] ?? props["name"] ?? null, resource(type, name, inputs))[0]?.message;
    expect(nameOf(BUCKET, "Photos")).to.match(/^"photos-[0-9a-f]{7}"$/);
    expect(nameOf(BUCKET, "photos", { bucket: "mine" })).to.equal('"mine"');
    expect(nameOf(BUCKET, "photos", { bucketPrefix: "mine" })).to.equal("null");
    expect(nameOf("aws:kms/alias:Alias", "key")).to.match(/^"alias\/key-[0-9a-f]{7}"$/);
  });

  it("see documents as JSON text, and nothing of one with an unknown part", () => {
    const policy = (document: object) => resource("aws:sqs/queuePolicy:QueuePolicy", "policy", { policy: document });
    const read = (props: Record<string, unknown>) => props["policy"];
    expect(readBy(read, policy({ Version: "1" }))[0]?.message).to.equal(JSON.stringify('{"Version":"1"}'));
    expect(readBy(read, policy({ Version: UNKNOWN }))).to.deep.equal([
      {
        message: "can't run policy 'reads' during preview: string value at .policy can't be known during preview",
        level: "advisory",
      },
    ]);
  });

  it("are called for the class that they are for, and may say that they have nothing to check", () => {
    const typed: ResourceValidationPolicy = {
      name: "typed",
      description: "Typed.",
      enforcementLevel: "advisory",
      validateResource: validateResourceOfType(aws.s3.Bucket, (bucket, _, report) => report(`${bucket.forceDestroy}`)),
    };
    const idle: ResourceValidationPolicy = {
      name: "idle",
      description: "Idle.",
      enforcementLevel: "mandatory",
      validateResource: (args) => args.notApplicable("Nothing to check."),
    };
    const bucket = resource(BUCKET, "photos", { forceDestroy: true });
    expect(evaluatePolicies([typed, idle], [bucket, resource(FUNCTION, "resize")])).to.deep.equal([
      { policy: "typed", level: "advisory", message: "true", urn: bucket.urn },
    ]);
  });

  it("see the whole stack with its dependencies, their settings and the stack's tags", () => {
    const bucket = resource(BUCKET, "photos", {});
    const versioning = resource(
      "aws:s3/bucketVersioning:BucketVersioning",
      "kept",
      { bucket: UNKNOWN },
      { from: { bucket } },
    );
    const policy: TestedPolicy = {
      name: "whole",
      description: "Whole.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources, stackTags, ...args }, report) => {
        const origins = resources.flatMap((each) => each.propertyDependencies["bucket"] ?? []);
        report(
          `${origins.map(({ name }) => name).join()} ${args.getConfig<{ n: number }>().n} ${stackTags.get("Env")}`,
          bucket.urn,
        );
      },
    };
    const options = { config: { whole: { n: 3 } }, stackTags: { Env: "prod" } };
    expect(evaluatePolicies([policy], [bucket, versioning], options)).to.deep.equal([
      { policy: "whole", level: "mandatory", message: "photos 3 prod", urn: bucket.urn },
    ]);
  });

  it("may not answer later: their findings would be lost", () => {
    const later: TestedPolicy = { ...reading(() => 1), validateResource: () => Promise.resolve() };
    expect(() => evaluatePolicies([later], [resource(BUCKET, "photos")])).to.throw("Expected reads to answer at once");
  });
});

describe("this pack, in a test", () => {
  const door = resource("aws:sqs/queuePolicy:QueuePolicy", "door", {
    policy: { Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: UNKNOWN }] },
  });
  const mandatory = (options = {}, profile?: "essential" | "strict") =>
    evaluatePack([door], options, profile).flatMap(({ policy, level }) => (level === "mandatory" ? [policy] : []));

  it("judges what a program with judgeDocuments() shows it, and nothing of it in one without", () => {
    expect(mandatory()).to.deep.equal(["sqs-not-public"]);
    expect(mandatory({ judgesDocuments: false })).to.deep.equal([]);
  });

  it("has all rules on, or those of a profile", () => {
    const logs = resource("aws:cloudwatch/logGroup:LogGroup", "logs");
    const found = (profile?: "essential") => evaluatePack([logs], {}, profile).map(({ policy }) => policy);
    expect(found()).to.deep.equal(["logs-encryption", "logs-retention"]);
    expect(found("essential")).to.deep.equal([]);
  });

  it("distinguishes the provider's defaults from the same values that a program states", () => {
    const sizing = (inputs: Record<string, unknown>) =>
      evaluatePack([resource(FUNCTION, "resize", inputs)]).filter(({ policy }) => policy === "lambda-explicit-sizing")
        .length;
    const others = { architectures: ["arm64"], timeout: 60 };
    expect([sizing({ ...others, memorySize: 128 }), sizing(others)]).to.deep.equal([0, 1]);
  });
});
