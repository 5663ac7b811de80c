import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { redrive, type RedriveOptions } from "../../commands/operate/redrive";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { connected, connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { useStack } from "../support/e2e/stacks";

for (const kind of ["direct", "workflow"] as const) {
  describe(`a redrive (${kind})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const stack = useStack(kind);
    let image: Buffer;
    before(async () => (image = await jpeg(320, 240)));

    /** Runs the command as a role with the documented policy, until the services are idle. */
    const run = async (options: Partial<RedriveOptions> = {}) => {
      const err = new Lines();
      const report = await redrive(
        connectedAs(stack(), "redrive"),
        { rate: 1000, ...options },
        { err, signal: unstopped },
      );
      await stack().cloud.idle();
      return { ...report, err: err.text };
    };
    const waiting = () => {
      const [name] = new URL(stack().outputs.deadLetterQueueUrl).pathname.split("/").slice(-1);
      const queue = stack()
        .cloud.services.sqs.queues()
        .find((one) => one.name === name);
      return Number(queue?.counts().ApproximateNumberOfMessages);
    };

    it("brings back what was uploaded while the table was gone", async () => {
      const keys = ["redrive/a.jpg", "redrive/b +%ü.jpg", "redrive/c.jpg"];
      const restore = await stack().dropTable();
      for (const key of keys) await stack().put(key, image);
      await restore();
      for (const key of keys) expect(await stack().records(key), key).to.deep.equal([]);
      expect(waiting()).to.equal(3);

      const dry = await run({ dryRun: true });
      expect(dry).to.deep.include({ sent: 3, skipped: 0, unreadable: 0, failed: 0 });
      for (const key of keys) expect(dry.err).to.contain(key);
      expect(await run({ sinceMs: Date.now() + 1000 })).to.deep.include({ sent: 0, skipped: 3 });
      expect(await run({ reason: "Other" })).to.deep.include({ sent: 0, skipped: 3, reasons: {} });
      expect(waiting()).to.equal(3);

      const [reason = ""] = Object.keys(dry.reasons);
      expect(await run({ reason })).to.deep.include({ sent: 3, skipped: 0, failed: 0, reasons: { [reason]: 3 } });
      for (const key of keys) {
        expect(
          (await stack().records(key)).map(({ status }) => status),
          key,
        ).to.deep.equal(["PROCESSED"]);
        expect(await stack().result(`processed-${key}`), key).not.to.equal(undefined);
      }
      expect(waiting()).to.equal(0);
    });

    it("leaves what it cannot read in the queue, and says so", async () => {
      const { sqs, outputs } = connected(stack());
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.deadLetterQueueUrl, MessageBody: '{"no":"event"}' }));
      expect(await run()).to.deep.include({ sent: 0, unreadable: 1, failed: 0 });
      expect(waiting()).to.equal(1);
      await stack().deadLetters();
    });
  });
}
