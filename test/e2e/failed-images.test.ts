import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { DeadLetter } from "../../handlers/contract";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { s3Record } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

describe("an image that keeps failing", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");

  /** Resolves when an invocation of a function has ended. */
  const invocationOf = (functionName: string) =>
    new Promise<void>((resolve) => {
      const listen = (event: { functionName: string }) => {
        if (event.functionName !== functionName) return;
        stack().cloud.events.off("invocation", listen);
        resolve();
      };
      stack().cloud.events.on("invocation", listen);
    });

  it("is recorded as failed where its event names no version, as those of unversioned buckets do", async () => {
    const key = "failed/unversioned.jpg";
    const { faults } = stack().cloud;
    const { sourceBucket } = stack().outputs;
    // The upload's own event fails as well: its record and its dead letter name the version.
    faults.fail("s3", "PutObject", { resource: `processed-${key}` });
    const versionId = await stack().put(key, await jpeg(160, 120));
    await stack().deadLetters();
    const event = { Records: [s3Record(sourceBucket, key, undefined, "FFFFFFFFFFFFFFFFFF")] };
    await stack().lambda.send(
      new InvokeCommand({
        FunctionName: stack().functionName,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    await stack().cloud.idle();
    const [letter, ...others] = (await stack().deadLetters()) as DeadLetter[];
    expect(others).to.deep.equal([]);
    expect(letter?.event).to.deep.equal(JSON.parse(JSON.stringify(event)));
    const [record, ...more] = (await stack().records(key)).filter((one) => one["version_id"] !== versionId);
    expect(more).to.deep.equal([]);
    expect(record).to.include({
      status: "FAILED",
      reason: letter?.reason.code,
      attempts: 3,
      failed_at: letter?.time,
    });
  });

  it("leaves a dead letter, and no record, where it is removed before its failure is recorded", async () => {
    const key = "failed/removed.jpg";
    const { faults } = stack().cloud;
    const Bucket = stack().outputs.sourceBucket;
    faults.fail("dynamodb", "PutItem");
    const unrecorded = invocationOf(stack().functionNamed("image-failure-function"));
    const Body = await jpeg(160, 120);
    const { VersionId } = await stack().s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
    await unrecorded;
    await stack().s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId }));
    faults.clear();
    await stack().cloud.idle();
    const [letter, ...others] = (await stack().deadLetters()) as DeadLetter[];
    expect(others).to.deep.equal([]);
    expect(letter).to.deep.include({ schema: 1, attempts: 3 });
    expect(letter?.event.Records?.[0]?.s3.object).to.include({ key, versionId: VersionId });
    expect(await stack().records(key)).to.deep.equal([]);
    expect(await stack().result(`processed-${key}`)).to.equal(undefined);
  });
});
