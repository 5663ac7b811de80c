import { expect } from "chai";
import { supersededTag } from "../../../handlers/contract";
import { bucketChecks, reviewEncryption, type BucketUse } from "../../../infra/existing/bucket-review";
import type { BucketState } from "../../../infra/existing/bucket-state";
import { reviewPolicy } from "../../../infra/existing/policy-review";

const REGION = "eu-central-1";
const KEY_ID = "0a1b2c3d-0000-4000-8000-000000000000";
const KEY_ARN = `arn:aws:kms:${REGION}:123456789012:key/${KEY_ID}`;

const tlsOnly = { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } };
const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A bucket with which all is well. */
const good: BucketState = {
  region: REGION,
  isVersioned: true,
  encryption: { algorithm: "AES256" },
  policy: policyOf(tlsOnly),
  lifecycleRules: [{ id: "old", enabled: true, noncurrentVersionExpiration: { days: 30 } }],
  corsRules: [],
  isEventBridgeOn: true,
  destinations: 0,
};
const source: BucketUse = { as: "source", bucketName: "company-uploads", region: REGION, prefixes: ["photos/"] };
const destination: BucketUse = { as: "destination", bucketName: "company-images", region: REGION, prefixes: [""] };

/** Remarks as `level: text`. */
const remarks = (state: Partial<BucketState>, use: BucketUse = source) =>
  bucketChecks.flatMap(({ judge }) => judge({ ...good, ...state }, use)).map(({ level, text }) => `${level}: ${text}`);

const expectOne = (found: readonly string[], ...parts: readonly string[]) => {
  expect(found).to.have.length(1);
  for (const part of parts) expect(found[0]).to.include(part);
};

describe("the review of a bucket of others", () => {
  it("finds nothing in a bucket that is set up like the stack's own", () => {
    expect(remarks({})).to.deep.equal([]);
    expect(remarks({ isEventBridgeOn: false, destinations: 1 }, destination)).to.deep.equal([]);
  });

  it("refuses a bucket of another region", () => {
    expectOne(remarks({ region: "us-east-1" }), "error: it is in us-east-1; expected eu-central-1");
  });

  it("refuses originals without versions, and warns of results without them", () => {
    const off = { isVersioned: false };
    expectOne(remarks(off), "error: expected versioning", "put-bucket-versioning --bucket company-uploads");
    expectOne(remarks(off, destination), "warning: versioning is off");
  });

  it("asks for EventBridge where it is off", () => {
    expectOne(
      remarks({ isEventBridgeOn: false }),
      "error: expected delivery to EventBridge",
      "Let the owner switch it on",
    );
  });

  it("says that uploads come through EventBridge where others are notified", () => {
    expectOne(
      remarks({ destinations: 2 }),
      "info: it has 2 notifications of others, which stay: uploads arrive through EventBridge",
    );
  });

  it("refuses to write a notification configuration that others have entries in, now or later", () => {
    const use = { ...source, enablesEventBridge: true };
    for (const isEventBridgeOn of [false, true]) {
      expect(remarks({ isEventBridgeOn }, use)).to.deep.equal([]);
      expectOne(
        remarks({ isEventBridgeOn, destinations: 1 }, use),
        "error: source.enableEventBridge writes the bucket's whole notification configuration",
        "1 notification of others",
      );
    }
  });

  const sse = { algorithm: "AES256" };
  const encryption = (state: BucketState["encryption"], keyArn?: string) =>
    reviewEncryption(state, keyArn).map(({ level, text }) => `${level}: ${text}`);

  it("refuses a KMS key that is not the stack's", () => {
    const other = { algorithm: "aws:kms", keyId: `arn:aws:kms:${REGION}:123456789012:key/other` };
    expectOne(encryption(other), "error: its objects are encrypted with the KMS key arn:aws:kms:", "key/other");
    expectOne(encryption(other, KEY_ARN), "error: its objects are encrypted");
  });

  it("takes the stack's key, by ARN and by identifier, the one that AWS manages, and none", () => {
    for (const keyId of [KEY_ARN, KEY_ID]) {
      expect(encryption({ algorithm: "aws:kms", keyId }, KEY_ARN)).to.deep.equal([]);
    }
    const keyId = `arn:aws:kms:${REGION}:123456789012:alias/aws/s3`;
    for (const state of [{ algorithm: "aws:kms" }, { algorithm: "aws:kms", keyId }, sse]) {
      expect(encryption(state)).to.deep.equal([]);
    }
  });

  it("warns where the stack has a key, and the bucket has it not by default", () => {
    expectOne(encryption(sse, KEY_ARN), "warning: its default encryption is AES256", KEY_ARN);
  });

  it("warns of rules that remove originals or results, and not of others", () => {
    const expiring = (rule: object) => ({
      lifecycleRules: [...good.lifecycleRules, { id: "expire", enabled: true, expiration: { days: 7 }, ...rule }],
    });
    expectOne(remarks(expiring({})), "warning: lifecycle rule expire removes objects 7 days old: their results");
    expectOne(remarks(expiring({ prefix: "photos/2026/" })), "lifecycle rule expire");
    expectOne(remarks(expiring({ expiration: { date: "2027-01-01" } })), "on 2027-01-01");
    expectOne(
      remarks(expiring({}), destination),
      "lifecycle rule expire removes objects 7 days old: their records stay",
    );
    for (const rule of [{ enabled: false }, { prefix: "invoices/" }, { expiration: { days: 0, date: "" } }]) {
      expect(remarks(expiring(rule)), JSON.stringify(rule)).to.deep.equal([]);
    }
  });

  it("warns where old versions are never removed", () => {
    expectOne(remarks({ lifecycleRules: [] }), "warning: no lifecycle rule removes old versions");
  });

  it("asks for a rule for results whose place others have taken", () => {
    const use = { ...destination, supersededExpireDays: 30 };
    expectOne(remarks({}, use), `${supersededTag.key}=${supersededTag.value}, after 30 days`);
    const tags = { [supersededTag.key]: supersededTag.value };
    const rule = { id: "superseded", enabled: true, tags, expiration: { days: 30 } };
    expect(remarks({ lifecycleRules: [...good.lifecycleRules, rule] }, use)).to.deep.equal([]);
  });

  it("asks for a CORS rule where pages of an origin upload", () => {
    const use = { ...source, corsOrigin: "https://app.example" };
    const rule = (origin: string, method: string) => ({
      corsRules: [{ allowedOrigins: [origin], allowedMethods: [method] }],
    });
    expectOne(remarks({}, use), "warning: no CORS rule lets pages of https://app.example");
    expect(remarks(rule("https://other.example", "POST"), use)).to.have.length(1);
    expect(remarks(rule("https://app.example", "GET"), use)).to.have.length(1);
    expect(remarks(rule("https://app.example", "POST"), use)).to.deep.equal([]);
    expect(remarks(rule("*", "POST"), use)).to.deep.equal([]);
  });
});

describe("the review of the policy of a bucket of others", () => {
  it("asks for TLS", () => {
    const advice = ["its policy lets requests without TLS through. Add a Deny for aws:SecureTransport = false"];
    expect(reviewPolicy(undefined)).to.deep.equal(advice);
    expect(reviewPolicy(policyOf({ ...tlsOnly, Effect: "Allow" }))).to.deep.equal(advice);
    expect(reviewPolicy(policyOf(tlsOnly))).to.deep.equal([]);
    // A single statement need not be in a list.
    const single = JSON.stringify({
      Statement: { ...tlsOnly, Condition: { BoolIfExists: { "AWS:SecureTransport": [false] } } },
    });
    expect(reviewPolicy(single)).to.deep.equal([]);
  });

  it("warns of an Allow for everybody without a condition", () => {
    for (const Principal of ["*", { AWS: "*" }, { AWS: ["123456789012", "*"] }]) {
      const policy = policyOf(tlsOnly, { Effect: "Allow", Principal });
      expect(reviewPolicy(policy)).to.deep.equal(["its policy lets everybody in: an Allow for * has no condition"]);
    }
    const limited = { Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } };
    expect(reviewPolicy(policyOf(tlsOnly, limited, { Effect: "Allow", Principal: { AWS: "123456789012" } }))).to.be
      .empty;
  });

  it("names other denials, by which the functions may be meant", () => {
    const denial = { Effect: "Deny", Principal: "*", Action: "s3:PutObject" };
    expect(reviewPolicy(policyOf(tlsOnly, { ...denial, Sid: "OnlyCrawler" }, denial))).to.deep.equal([
      "its policy denies requests (OnlyCrawler, statement 3). See that it denies none of the functions'",
    ]);
  });
});
