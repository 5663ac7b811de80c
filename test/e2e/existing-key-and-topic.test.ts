import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const KEY_ID = "0a1b2c3d-0000-4000-8000-000000000000";

describe("a KMS key and a topic that exist already", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  before(async () => {
    // The embedded run makes both, as somebody has on AWS.
    pipeline = await Pipeline.start({
      encryption: "kms",
      encryptionKey: { existing: KEY_ID },
      alertTopic: { existing: "ops-alerts" },
      workflow: true,
      monitoring: true,
    });
  });
  after(() => pipeline.close());

  it("encrypt results and take refusals, and no others are made", async () => {
    const { kms, sns, sqs } = pipeline.cloud.services;
    expect([...kms.keys.keys()]).to.deep.equal([KEY_ID]);
    expect([...sns.topics.values()].map(({ name }) => name)).to.deep.equal(["ops-alerts"]);
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
    });
    const { arn } = sqs.createQueue("on-call", { Policy: policy });
    sns.subscribe(pipeline.output("alertTopicArn"), "sqs", arn, {});
    await pipeline.put("cat.jpg", await jpeg(320, 240));
    const result = await pipeline.result("processed-cat.jpg");
    expect(result?.SSEKMSKeyId).to.equal(`arn:aws:kms:us-east-1:000000000000:key/${KEY_ID}`);
    await pipeline.put("text.jpg", Buffer.from("no image"));
    expect(
      sqs
        .queue("on-call")
        .messages.map(({ body }) => body)
        .join(""),
    ).to.include("NOT_AN_IMAGE");
  });

  it("stay when the stack is destroyed", async () => {
    const { kms, sns } = pipeline.cloud.services;
    const found = () => structuredClone([kms.key(KEY_ID), ...sns.topics.values()]);
    const asFound = found();
    const { failure } = await pipeline.stack.destroy();
    expect(failure).to.equal(undefined);
    expect(found()).to.deep.equal(asFound);
    expect(kms.key(KEY_ID).deletionAt).to.equal(undefined);
  });
});
