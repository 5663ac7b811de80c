import { expect } from "chai";
import { readConfig } from "../../../infra/config";
import { stackArgs } from "../../../infra/stack-args";
import { deploy, statementsOf } from "../deployed-stack";
import { logged } from "./logged";

const KEY_ID = "0a1b2c3d-0000-4000-8000-000000000000";
const KEY_ARN = `arn:aws:kms:eu-central-1:123456789012:key/${KEY_ID}`;
const TOPIC_ARN = "arn:aws:sns:eu-central-1:123456789012:ops-alerts";
const KEY_CONFIG = JSON.stringify({ existing: KEY_ID });
const TOPIC_CONFIG = JSON.stringify({ existing: "ops-alerts" });
const everything = { monitoring: "true", workflow: "true", notify: '{"topic":true}', uploadApi: "true" };

describe("a stack with a KMS key of others", () => {
  it("makes none of its own, and encrypts everything with it", async () => {
    const stack = await deploy({ ...everything, encryption: "kms", encryptionKey: KEY_CONFIG });
    expect(stack.ofType("aws:kms/key:Key").map(({ read }) => read)).to.deep.equal([KEY_ID]);
    expect(stack.ofType("aws:kms/alias:Alias")).to.be.empty;
    const own = await deploy({ ...everything, encryption: "kms" });
    const inputs = (registrations: typeof stack) =>
      registrations.all
        .filter(({ type }) => type.startsWith("aws:") && !type.startsWith("aws:kms/"))
        .map((one) => [one.type, one.name, one.inputs]);
    const text = JSON.stringify(inputs(own)).replaceAll("key/images-encryption-key", `key/${KEY_ID}`);
    expect(JSON.stringify(inputs(stack))).to.equal(text);
  });

  it("uses it for topics alone where the data has keys that AWS manages", async () => {
    const stack = await deploy({ monitoring: "true", encryptionKey: KEY_CONFIG });
    const users = stack.all.filter(({ inputs }) => JSON.stringify(inputs).includes(KEY_ARN)).map(({ name }) => name);
    expect(users).to.deep.equal(["image-alerts"]);
  });

  it("says what its policy lacks for a distribution", async () => {
    const { warnings } = await logged(() => deploy({ encryption: "kms", encryptionKey: KEY_CONFIG, delivery: "true" }));
    expect(
      warnings.filter((text) => text.startsWith(`KMS key ${KEY_ID}: its policy lacks a statement`)),
    ).to.have.length(1);
  });
});

describe("a stack with a topic of others", () => {
  it("makes none of its own, nor a policy, and publishes to it", async () => {
    const stack = await deploy({ ...everything, notify: "false", alertTopic: TOPIC_CONFIG });
    expect(stack.ofType("aws:sns/topic:Topic").map(({ read }) => read)).to.deep.equal([TOPIC_ARN]);
    expect(stack.ofType("aws:sns/topicPolicy:TopicPolicy")).to.be.empty;
    expect(stack.ofType("aws:kms/key:Key")).to.be.empty;
    for (const { inputs } of stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      expect(inputs.alarmActions).to.deep.equal([TOPIC_ARN]);
    }
    const statements = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "images-workflow-policy").inputs.policy);
    expect(statements.find(({ Sid }) => Sid === "Publish")?.Resource).to.deep.equal([TOPIC_ARN]);
    expect(statements.map(({ Sid }) => Sid)).not.to.include("UseKey");
  });

  it("may use its key, where that is the one of the stack", async () => {
    const existing = { [TOPIC_ARN]: { kmsMasterKeyId: KEY_ARN } };
    const stack = await deploy(
      { workflow: "true", alertTopic: TOPIC_CONFIG, encryptionKey: KEY_CONFIG },
      false,
      existing,
    );
    const statements = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "images-workflow-policy").inputs.policy);
    expect(statements.find(({ Sid }) => Sid === "UseKey")?.Resource).to.deep.equal([KEY_ARN]);
  });
});

describe("the configuration of a key and a topic of others", () => {
  const problems = (config: Record<string, string>) => {
    try {
      readConfig(stackArgs(config));
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("names them", () => {
    for (const existing of [KEY_ID, KEY_ARN, `mrk-${"0".repeat(32)}`]) {
      expect(problems({ encryption: "kms", encryptionKey: JSON.stringify({ existing }) }), existing).to.equal("");
    }
    for (const existing of ["alias/images", "x", TOPIC_ARN]) {
      const found = problems({ encryption: "kms", encryptionKey: JSON.stringify({ existing }) });
      expect(found, existing).to.include("encryptionKey.existing: expected the identifier of a KMS key");
    }
    expect(problems({ workflow: "true", alertTopic: '{"existing":"a b"}' })).to.include("expected the name of a topic");
    expect(problems({ workflow: "true", alertTopic: JSON.stringify({ existing: TOPIC_ARN }) })).to.equal("");
  });

  it("has none that nothing uses", () => {
    expect(problems({ encryptionKey: KEY_CONFIG })).to.include("encryptionKey: expected none where nothing uses it");
    expect(problems({ encryptionKey: KEY_CONFIG, monitoring: "true" })).to.equal("");
    expect(problems({ encryptionKey: KEY_CONFIG, notify: '{"topic":true}' })).to.equal("");
    expect(problems({ alertTopic: TOPIC_CONFIG })).to.include(
      "alertTopic: expected none without workflow and monitoring",
    );
    const mailed = { monitoring: '{"email":"ops@example.org"}', alertTopic: TOPIC_CONFIG };
    expect(problems(mailed)).to.include("monitoring.email: expected none with an existing alertTopic");
  });
});
