import { expect } from "chai";
import { reviewKey, type KeyState } from "../../../infra/existing/key-review";
import { reviewTopic, type TopicState } from "../../../infra/existing/topic-review";

const ACCOUNT = "123456789012";
const REGION = "eu-central-1";
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;

const policyOf = (...principals: readonly (string | object)[]) =>
  JSON.stringify({ Statement: principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "x" })) });

const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const services = { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] };
const logs = { Service: `logs.${REGION}.amazonaws.com` };

const texts = (remarks: readonly { level: string; text: string }[]) =>
  remarks.map(({ level, text }) => `${level}: ${text}`);

describe("the review of a KMS key of others", () => {
  const good: KeyState = {
    isEnabled: true,
    usage: "ENCRYPT_DECRYPT",
    isRotated: true,
    policy: policyOf(root, services, logs),
  };
  const remarks = (change: Partial<KeyState>, encryptsLogs = true) =>
    texts(reviewKey({ ...good, ...change }, { accountId: ACCOUNT, region: REGION, encryptsLogs }));

  it("finds nothing in a key like the stack's own", () => {
    expect(remarks({})).to.deep.equal([]);
  });

  it("refuses a key that cannot encrypt", () => {
    expect(remarks({ usage: "SIGN_VERIFY" })[0]).to.match(/^error: expected a symmetric key that encrypts/);
    expect(remarks({ isEnabled: false })).to.deep.equal(["error: it is disabled. Enable it"]);
  });

  it("refuses a key that the account's IAM policies say nothing of", () => {
    for (const principal of [root, { AWS: ACCOUNT }, "*", { AWS: "*" }]) {
      expect(remarks({ policy: policyOf(principal, services, logs) }), JSON.stringify(principal)).to.deep.equal([]);
    }
    const other = { AWS: "arn:aws:iam::210987654321:root" };
    for (const principal of [other, { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` }]) {
      expect(remarks({ policy: policyOf(principal, services, logs) })).to.have.length(1);
    }
    const denied = JSON.stringify({ Statement: { Effect: "Deny", Principal: root } });
    expect(remarks({ policy: denied })[0]).to.match(/^error: its policy does not leave its use/);
  });

  it("refuses one that does not let logs be encrypted, where they are to be", () => {
    const policy = policyOf(root, services, { Service: "logs.us-east-1.amazonaws.com" });
    expect(remarks({ policy })[0]).to.include(`error: its policy does not let logs.${REGION}.amazonaws.com encrypt`);
    expect(remarks({ policy }, false)).to.deep.equal([]);
  });

  it("warns where services of the account may not use it, and where it is not rotated", () => {
    expect(remarks({ policy: policyOf(root, logs, { Service: "events.amazonaws.com" }) })[0]).to.include(
      "warning: its policy does not let cloudwatch.amazonaws.com use it",
    );
    expect(remarks({ isRotated: false })).to.deep.equal(["warning: it is not rotated"]);
  });
});

describe("the review of a topic of others", () => {
  const good: TopicState = { policy: policyOf({ Service: "cloudwatch.amazonaws.com" }), keyId: KEY_ARN };
  const remarks = (change: Partial<TopicState>, keyArn?: string) => texts(reviewTopic({ ...good, ...change }, keyArn));

  it("finds nothing in a topic that is encrypted with the stack's key and takes alarms", () => {
    expect(remarks({}, KEY_ARN)).to.deep.equal([]);
    expect(remarks({ policy: policyOf({ AWS: "*" }) }, KEY_ARN)).to.deep.equal([]);
  });

  it("refuses one that is encrypted with another key", () => {
    expect(remarks({})[0]).to.include(`error: it is encrypted with the KMS key ${KEY_ARN}`);
    expect(remarks({ keyId: "alias/other" }, KEY_ARN)[0]).to.match(/^error: it is encrypted/);
  });

  it("warns of one without encryption, with AWS's key, and of one that takes no alarms", () => {
    expect(remarks({ keyId: undefined })).to.deep.equal(["warning: it is not encrypted"]);
    expect(remarks({ keyId: "alias/aws/sns" })[0]).to.match(/^warning: it is encrypted with the key that AWS manages/);
    expect(remarks({ policy: policyOf(root) }, KEY_ARN)[0]).to.match(/^warning: its policy does not let cloudwatch/);
  });
});
