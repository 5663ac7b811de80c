import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { reconcile, type ReconcileFinding, type ReconcileOptions } from "../../commands/operate/reconcile";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { useStack } from "../support/e2e/stacks";

for (const kind of ["direct", "workflow"] as const) {
  describe(`a reconciliation (${kind})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const stack = useStack(kind);
    let image: Buffer;
    let dir: string;
    before(async () => {
      [image, dir] = [await jpeg(320, 240), mkdtempSync(path.join(tmpdir(), "reconcile-"))];
    });
    after(() => rmSync(dir, { recursive: true }));

    /** Runs the command as a role with the documented policy, until the services are idle. */
    const run = async (options: Partial<ReconcileOptions> = {}, onStack = connectedAs(stack(), "reconcile")) => {
      const findings: string[] = [];
      const found = ({ state, what, code, key }: ReconcileFinding) => {
        findings.push(`${state} ${what} ${code} ${key}`);
      };
      const all = { prefix: "reconcile/", rate: 1000, minAgeMs: 0, ...options };
      const io = { err: new Lines(), signal: unstopped, found, dir };
      const { counts } = await reconcile(onStack, all, io);
      await stack().cloud.idle();
      return { ...counts, findings: findings.sort() };
    };
    const put = (key: string, Metadata: Record<string, string> = {}) =>
      stack().s3.send(
        new PutObjectCommand({ Bucket: stack().outputs.destinationBucket, Key: key, Body: image, Metadata }),
      );
    const removeResult = (key: string) =>
      stack().s3.send(new DeleteObjectCommand({ Bucket: stack().outputs.destinationBucket, Key: key }));
    /** Removes an original while nothing follows removals. */
    const removeUnseen = async (key: string) => {
      const { s3 } = stack().cloud.services;
      s3.expire(stack().outputs.sourceBucket, key);
      await stack().cloud.idle();
    };
    const copyResult = (from: string, to: string) => {
      const Bucket = stack().outputs.destinationBucket;
      return stack().s3.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${encodeURI(from)}` }));
    };

    it("finds what is missing, stale and orphaned, repairs it, and finds nothing after that", async () => {
      for (const name of ["right", "no record", "no-result", "gone", "swapped"]) {
        await stack().put(`reconcile/${name}.jpg`, image);
      }
      await stack().put("reconcile/text.jpg", Buffer.from("no image"));
      await stack().deleteRecords("reconcile/no record.jpg");
      await removeResult("processed-reconcile/no-result.jpg");
      await removeUnseen("reconcile/gone.jpg");
      // Another version's result, a result of a variant that there is no more, and one in another format.
      await copyResult("processed-reconcile/right.jpg", "processed-reconcile/swapped.jpg");
      await copyResult("processed-reconcile/right.jpg", "old_one-reconcile/right.jpg");
      await copyResult("processed-reconcile/right.jpg", "processed/reconcile/right.jpg.webp");
      await put("processed-reconcile/by hand.jpg");

      const expected = [
        "missing original NO_RECORD reconcile/no record.jpg",
        "missing original RESULT_MISSING reconcile/no-result.jpg",
        "orphaned record ORIGINAL_GONE reconcile/gone.jpg",
        "orphaned result ORIGINAL_GONE processed-reconcile/by hand.jpg",
        "orphaned result ORIGINAL_GONE processed-reconcile/gone.jpg",
        "orphaned result REPLACED processed/reconcile/right.jpg.webp",
        "orphaned result VARIANT_GONE old_one-reconcile/right.jpg",
        "stale original RESULT_OF_OTHER_VERSION reconcile/swapped.jpg",
      ];
      const first = await run();
      expect(first.findings).to.deep.equal(expected);
      expect(first).to.include({ right: 2, missing: 2, stale: 1, orphaned: 5, repaired: 0, failed: 0 });
      expect((await run({ repair: true, dryRun: true })).findings).to.deep.equal(expected);

      const repaired = await run({ repair: true });
      expect(repaired.findings).to.deep.equal(expected);
      // What somebody stored by hand is no result: it stays.
      expect(repaired).to.include({ repaired: 7, foreign: 1, failed: 0 });
      const last = await run();
      expect(last.findings).to.deep.equal(["orphaned result ORIGINAL_GONE processed-reconcile/by hand.jpg"]);
      expect(last).to.include({ right: 5 });
      await removeResult("processed-reconcile/by hand.jpg");
    });

    it("leaves the result of an original that is uploaded again while it is looked at", async () => {
      const key = "reconcile/again.jpg";
      await stack().put(key, image);
      await removeUnseen(key);
      const slow = connectedAs(stack(), "reconcile");
      const deleted: string[] = [];
      const send = slow.s3.send.bind(slow.s3) as (command: unknown) => Promise<unknown>;
      const isOriginal = (command: unknown) => command instanceof HeadObjectCommand && command.input.Key === key;
      // It is back between the listing, which does not have it, and the last look before the removal.
      slow.s3.send = (async (command: unknown) => {
        if (isOriginal(command)) await stack().put(key, image);
        if (command instanceof DeleteObjectCommand) deleted.push(command.input.Key ?? "");
        return send(command);
      }) as typeof slow.s3.send;
      const report = await run({ prefix: "reconcile/again", repair: true }, slow);
      expect(report).to.include({ orphaned: 1, repaired: 0, failed: 0 });
      expect(deleted).to.deep.equal([]);
    });

    it("leaves out what is too young to tell", async () => {
      await stack().put("reconcile/young.jpg", image);
      await stack().deleteRecords("reconcile/young.jpg");
      expect(await run({ minAgeMs: 60 * 60_000, repair: true })).to.include({ young: 1, missing: 0, repaired: 0 });
      expect(await run({ repair: true })).to.include({ young: 0, missing: 1, repaired: 1 });
    });
  });
}
