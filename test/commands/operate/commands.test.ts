import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { ServedLocation } from "../../../commands/operate/served-stack";
import { HANG_TIMEOUT_MS, PROJECT_DIR, runCommand, startCommand } from "../../support/cli";
import { jpeg } from "../../support/e2e/images";

/** The note that `serve` leaves, from which commands find its stack. */
const NOTE = path.join(PROJECT_DIR, ".local/served/dev.json");

describe("the commands for operators", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let dir: string;
  let served: ReturnType<typeof startCommand>;
  let note: ServedLocation;
  let s3: S3Client;
  const removeResult = (Key: string) =>
    s3.send(new DeleteObjectCommand({ Bucket: note.outputs.destinationBucket, Key }));
  /** Resolves when a result is there. */
  const resultOf = async (Key: string) => {
    const head = () => s3.send(new HeadObjectCommand({ Bucket: note.outputs.destinationBucket, Key }));
    while (!(await head().catch(() => undefined))) await setTimeout(20);
  };
  const environment = { ...process.env };
  before(async () => {
    dir = mkdtempSync(path.join(tmpdir(), "operate-"));
    served = startCommand("serve", "--stack", "dev", "--port", "0");
    await served.printed(/Ctrl-C stops it/);
    note = JSON.parse(readFileSync(NOTE, "utf8")) as ServedLocation;
    const { endpoint, region, credentials, outputs } = note;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    for (const [key, body] of [
      ["cat.jpg", await jpeg(320, 240)],
      ["text.jpg", "no image"],
    ] as const) {
      await s3.send(new PutObjectCommand({ Bucket: outputs.sourceBucket, Key: key, Body: body }));
      await served.printed(new RegExp(`${key}`));
    }
  });
  after(() => {
    process.env = environment;
    s3.destroy();
    served.child.kill("SIGKILL");
    rmSync(dir, { recursive: true });
    rmSync(NOTE, { force: true });
  });

  it("find the stack that is served here, and print one document with --json", async () => {
    const { code, stdout } = await runCommand("backfill", "--stack", "dev", "--local", "--json");
    expect(JSON.parse(stdout)).to.deep.equal({ stack: "dev", dryRun: false, sent: 2, unchanged: 0, failed: 0 });
    expect(code).to.equal(0);
  });

  it("find a deployed stack by the Pulumi CLI, and reach AWS as the SDK's environment says", async () => {
    const { endpoint, region, credentials, outputs } = note;
    // Stands for the CLI: what it prints for a stack, and a failure for any other.
    const script = `#!/bin/sh\n[ "$*" = "stack output --json --non-interactive --stack dev" ] || { echo "error: no stack" >&2; exit 255; }\ncat ${path.join(dir, "outputs.json")}\n`;
    writeFileSync(path.join(dir, "pulumi"), script, { mode: 0o755 });
    writeFileSync(path.join(dir, "outputs.json"), JSON.stringify(outputs));
    process.env = {
      ...environment,
      PATH: `${dir}${path.delimiter}${environment["PATH"] ?? ""}`,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const found = await runCommand("redrive", "--stack", "dev", "--dry-run");
    expect([found.code, found.stdout], found.stderr).to.deep.equal([
      0,
      "0 dead letters would be sent back, 0 not asked for, 0 without an event, 0 failed\n",
    ]);
    const other = await runCommand("redrive", "--stack", "other");
    expect(other.code).to.equal(2);
    expect(other.stderr).to.contain("PULUMI_FAILED").and.contain("error: no stack").and.contain("--outputs");
    const listed = await runCommand("delete-image", "--stack", "dev", "--key", "cat.jpg");
    process.env.AWS_ACCESS_KEY_ID = "AKIAUNKNOWN";
    const refused = await runCommand("delete-image", "--stack", "dev", "--key", "cat.jpg");
    expect([refused.code, refused.stderr.split("\n").length], refused.stderr).to.deep.equal([1, 2]);
    expect(refused.stderr).to.match(/^error AWS_REFUSED: /);
    expect(listed.stdout).to.contain("cat.jpg: 1 versions,").and.contain("--yes does it").and.contain("What stays");
  });

  it("print the policy that they need for a stack", async () => {
    const args = ["--stack", "dev", "--local", "--policy"];
    const { stdout } = await runCommand("reconcile", ...args);
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string; Resource: string[] }[] };
    expect(Statement[0]?.Resource).to.deep.equal([`arn:aws:s3:::${note.outputs.sourceBucket}`]);
  });

  it("end with 0 where all is well, and with 2 where the command line or the stack is wrong", async () => {
    const young = await runCommand("reconcile", "--local");
    expect(young.code, young.stdout).to.equal(0);
    const wrong: [string[], string][] = [
      [["backfill"], "expected --stack <name>, or --local"],
      [["backfill", "--stack", "dev", "--local", "--variants", "thumb"], "VARIANT_UNKNOWN"],
      [["backfill", "--stack", "dev", "--local", "--resume", "--prefix", "never/"], "NOTHING_TO_RESUME"],
      [["redrive", "--stack", "nowhere", "--local"], "STACK_NOT_SERVED"],
      [["redrive", "--stack", "dev", "--outputs", path.join(dir, "none.json")], "OUTPUTS_UNREADABLE"],
      [["redrive", "--stack", "dev", "--since", "soon"], "Expected a time"],
      [["delete-image", "--stack", "dev", "--local"], "OPTION_INVALID"],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await runCommand(...args);
      expect([code, stderr.includes(message)], `${args.join(" ")}: ${stderr}`).to.deep.equal([2, true]);
    }
  });

  it("end with 130 at Ctrl-C, say what was done, and go on there with --resume", async () => {
    await removeResult("processed-cat.jpg");
    const args = ["backfill", "--stack", "dev", "--local", "--json"];
    const run = startCommand(...args, "--rate", "0.1");
    await resultOf("processed-cat.jpg");
    // The second original waits for ten seconds.
    run.child.kill("SIGINT");
    const { code, stdout } = await run.done;
    const common = { stack: "dev", dryRun: false, unchanged: 0, failed: 0 };
    expect(JSON.parse(stdout)).to.deep.equal({ ...common, sent: 1, interrupted: true });
    expect(code).to.equal(130);
    const resumed = await runCommand(...args, "--resume");
    expect(JSON.parse(resumed.stdout)).to.deep.equal({ ...common, sent: 1 });
    expect(resumed.code).to.equal(0);
    expect((await runCommand(...args, "--resume")).code, "nothing is left to resume").to.equal(2);
  });

  it("end with 1 where reconcile leaves something as it is, and with 0 once it is repaired", async () => {
    await removeResult("processed-cat.jpg");
    const args = ["reconcile", "--stack", "dev", "--local", "--min-age", "0s"];
    const found = await runCommand(...args);
    expect(found.stdout).to.match(/missing +original RESULT_MISSING +cat\.jpg \(processed\)/);
    expect(found.code, found.stderr).to.equal(1);
    const repaired = await runCommand(...args, "--repair");
    expect([repaired.code, repaired.stdout.includes("1 repaired")]).to.deep.equal([0, true]);
    await resultOf("processed-cat.jpg");
    const last = await runCommand(...args);
    expect(last.code, last.stdout).to.equal(0);
  });

  it("find no stack where none is served", async () => {
    served.child.kill("SIGINT");
    expect((await served.done).code).to.equal(0);
    const { code, stderr } = await runCommand("redrive", "--stack", "dev", "--local");
    expect([code, stderr.includes("STACK_NOT_SERVED")]).to.deep.equal([2, true]);
  });
});
