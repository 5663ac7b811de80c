import type { Cloud } from "@image-pipeline/local-aws";
import type { RunningStack } from "@image-pipeline/local-pulumi";
import { expect } from "chai";
import sharp from "sharp";

import { prepareAccount } from "../../commands/stack/account";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { bringUpExample, processed } from "./support/example";

const BUCKET = "company-uploads";

/** The account as others have set it up: their bucket notifies their queue, and sends its events to EventBridge. */
function companyAccount(cloud: Cloud): void {
  prepareAccount(cloud);
  const { s3, sqs } = cloud.services;
  const statement = { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage" };
  const policy = { Version: "2012-10-17", Statement: [{ ...statement, Resource: "*" }] };
  const { arn } = sqs.createQueue("archive", { Policy: JSON.stringify(policy) });
  s3.createBucket(BUCKET);
  s3.configure(BUCKET, {
    versioning: "Enabled",
    lifecycle: [{ id: "old", enabled: true, prefix: "", noncurrentDays: 365 }],
    tags: { Owner: "archive" },
  });
  const rule = { id: "archive", target: arn, events: ["s3:ObjectCreated:*"], prefix: "", suffix: "" };
  void s3.putNotification(BUCKET, { rules: [rule], eventBridge: true });
}

const settingsOf = ({ services: { s3 } }: Cloud) => structuredClone(s3.bucket(BUCKET).settings);

describe("the example of a bucket that is there already", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const bringUp = (dryRun = false) => bringUpExample("existing-bucket", { prepareAccount: companyAccount, dryRun });

  it("is previewed, and changes nothing of the bucket", async () => {
    const running = await bringUp(true);
    try {
      const made = running.run.resources.filter(({ type, external }) => type.startsWith("aws:s3/") && !external);
      expect(made).not.to.have.length(0);
      for (const { inputs, urn } of made) expect(JSON.stringify(inputs), urn).not.to.include(BUCKET);
      const read = running.run.resources.filter(({ external }) => external).map(({ id }) => id);
      expect(read).to.deep.equal([BUCKET, BUCKET]);
    } finally {
      await running.close();
    }
  });

  describe("on the embedded services", () => {
    let running: RunningStack;
    let asFound: ReturnType<typeof settingsOf>;
    before(async () => {
      running = await bringUpExample("existing-bucket", {
        prepareAccount: (cloud) => {
          companyAccount(cloud);
          asFound = settingsOf(cloud);
        },
      });
    });
    after(() => running.close());

    it("makes its variants of what comes below the prefix", async () => {
      const { destinationBucket = "" } = running.run.outputs as Record<string, string>;
      const original = { bucket: BUCKET, key: "photos/chair.jpg", body: await jpeg(1600, 900) };
      const card = await processed(running.cloud, original, {
        bucket: destinationBucket,
        key: "card-photos/chair.jpg",
      });
      expect(await sharp(card).metadata()).to.include({ format: "jpeg", width: 640, height: 360 });
    });

    it("leaves the bucket as it was, when it is destroyed, too", async () => {
      expect(settingsOf(running.cloud)).to.deep.equal(asFound);
      const { failure } = await running.destroy();
      expect(failure).to.equal(undefined);
      expect(settingsOf(running.cloud)).to.deep.equal(asFound);
      expect(running.cloud.services.s3.bucket(BUCKET).keys()).to.deep.equal(["photos/chair.jpg"]);
    });
  });
});
