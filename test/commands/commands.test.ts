import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { HANG_TIMEOUT_MS, runCommand, startCommand } from "../support/cli";
import { jpeg } from "../support/e2e/images";

describe("the command line", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let dir: string;
  before(() => (dir = mkdtempSync(path.join(tmpdir(), "cli-"))));
  after(() => rmSync(dir, { recursive: true }));

  it("processes a folder, keeps the results, and fails for files that are not images", async () => {
    const [input, out] = [path.join(dir, "in"), path.join(dir, "out")];
    mkdirSync(input);
    const photo = await jpeg();
    writeFileSync(path.join(input, "holiday photo.jpg"), photo);
    writeFileSync(path.join(input, "text.png"), "no image");
    writeFileSync(path.join(input, "in the way.jpg"), photo);
    mkdirSync(path.join(out, "processed-in the way.jpg"), { recursive: true });
    writeFileSync(path.join(input, "notes.txt"), "a text");
    const named = path.join(input, "notes.txt");
    const { code, stdout, stderr } = await runCommand(
      "start",
      input,
      named,
      "--out",
      out,
      "--stack",
      "prod",
      "--data",
      path.join(dir, "data"),
      "--json",
    );
    expect(stderr).to.equal("");
    expect(code).to.equal(1);
    const report = JSON.parse(stdout) as {
      images: Record<string, unknown>[];
      totals: unknown;
      readySec: number;
      policy: { findings: { level: string }[] };
    };
    const byKey = new Map(report.images.map((image) => [image["key"], image]));
    expect(byKey.get("holiday photo.jpg")).to.deep.include({ status: "processed", originalSize: "640x480" });
    expect(byKey.get("text.png")).to.include({ status: "refused", reason: "NOT_AN_IMAGE" });
    expect(byKey.get("notes.txt")).to.include({ status: "failed", reason: "TRIGGER_NEVER_FIRES" });
    expect(byKey.get("in the way.jpg")).to.include({ status: "failed", reason: "OUT_NOT_WRITABLE" });
    expect(report.totals).to.include({ processed: 1, refused: 1, failed: 2 });
    expect(report).to.deep.include({ alarms: [], failedExecutions: [] });
    expect(report.policy.findings.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
    expect(readdirSync(out).sort()).to.deep.equal(["processed-holiday photo.jpg", "processed-in the way.jpg"]);
    expect(readFileSync(path.join(input, "holiday photo.jpg")).equals(photo)).to.equal(true);
  });

  it("stops at Ctrl-C with what is done, names what is not, and leaves nothing half-written", async () => {
    const [input, out] = [path.join(dir, "many"), path.join(dir, "interrupted")];
    mkdirSync(input);
    const photo = await jpeg(1600, 1200);
    for (let i = 0; i < 60; i += 1) writeFileSync(path.join(input, `${i}.jpg`), photo);
    const command = startCommand("start", input, "--out", out);
    await command.printed(/processed-\d+\.jpg/);
    command.child.kill("SIGINT");
    const { code, stdout, stderr } = await command.done;
    expect({ code, stderr }).to.deep.equal({ code: 130, stderr: "" });
    const [, done = "", left = ""] =
      /interrupted: (\d+) of 60 images were done, (\d+) were not\n$/.exec(stdout) ?? expect.fail(stdout);
    expect(Number(done)).to.be.within(1, 59);
    expect(Number(done) + Number(left)).to.equal(60);
    expect(stdout).to.match(/not done \S*many\/\d+\.jpg\n/);
    const results = readdirSync(out);
    expect(results).to.have.length(Number(done));
    expect(results.filter((name) => !/^processed-\d+\.jpg$/.test(name))).to.deep.equal([]);
  });

  it("serves the data of an earlier run until Ctrl-C, prints each invocation, and leaves no process behind", async () => {
    const command = startCommand("serve", "--stack", "prod", "--port", "0", "--data", path.join(dir, "data"));
    const [, endpoint = ""] = await command.printed(/on (http:\/\/127\.0\.0\.1:\d+)/);
    const [, unchanged = ""] = await command.printed(/Resources:\s+(\d+) unchanged\n\n/);
    expect(Number(unchanged)).to.be.above(30);
    const [, accessKeyId = "", secretAccessKey = ""] = await command.printed(
      /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/,
    );
    const [, bucket = ""] = await command.printed(/s3 cp photo\.jpg s3:\/\/([^/]+)\//);
    const s3 = new S3Client({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a.jpg", Body: await jpeg() }));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).to.include.members(["holiday photo.jpg", "a.jpg"]);
    s3.destroy();
    await command.printed(/image-processing-function-[0-9a-f]{7} \d+ ms, init \d+ ms, \d+ of 1024 MB ok/);
    await command.printed(/ObjectCreated:Put\s+\S+\/processed-a\.jpg/);
    const children = childrenOf(command.child.pid ?? 0);
    expect(children).not.to.deep.equal([]);
    command.child.kill("SIGINT");
    const { code, stderr } = await command.done;
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const state = path.join(dir, "data", "services", "state");
    const written = readdirSync(state).filter((name) => /\.log$|^MANIFEST/.test(name));
    expect(written).not.to.deep.equal([]);
    for (const name of written) expect(statSync(path.join(state, name)).mode & 0o077, name).to.equal(0);
    // They end by themselves when their parent has ended.
    while (children.some(isAlive)) await setTimeout(20);
  });

  it("keeps the stack up with --open, and ends with the images' code at Ctrl-C", async () => {
    const file = path.join(dir, "open.jpg");
    writeFileSync(file, await jpeg());
    const { PATH } = process.env;
    // No browser may open: the program that would open it is not found.
    process.env.PATH = dir;
    const command = startCommand("start", file, "--out", path.join(dir, "opened"), "--open");
    process.env.PATH = PATH;
    const [, address = ""] = await command.printed(/Console\S* .*(http:\S+token=\S+)/);
    await command.printed(/no browser could be opened \(\S+: .*ENOENT\): open the address above/);
    const images = address.replace("/?", "/api/images?");
    const { images: listed } = (await (await fetch(images)).json()) as { images: { key: string; state: string }[] };
    expect(listed.map(({ key, state }) => `${key} ${state}`)).to.deep.equal(["open.jpg processed"]);
    command.child.kill("SIGINT");
    const { code, stderr } = await command.done;
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  });

  it("prints one line for an invalid command or configuration, or a problem of the machine", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    writeFileSync(path.join(dir, "file"), "");
    const cases: [string[], number, RegExp][] = [
      [["start", "--stack", "nope"], 2, /^error STACK_NOT_FOUND: no stack "nope": .* dev\b.*\n$/],
      [["start", path.join(dir, "missing")], 2, /^error INPUT_UNREADABLE: .*missing does not exist\n$/],
      [["start", "--out", path.join(dir, "file", "out")], 3, /^error OUT_NOT_WRITABLE: .*\n$/],
      [
        ["serve", "--open", "--no-console"],
        2,
        /^error OPTION_INVALID: --open opens the console, and --no-console .*\n$/,
      ],
      [["serve", "--port", String(port)], 3, /^error PORT_TAKEN: port \d+ is taken: choose another with --port\n$/],
      [["serve", "--port", "0", "--console-port", String(port)], 3, /^error PORT_TAKEN: .* with --console-port\n$/],
      [["preview", "--policy-pack", path.join(dir, "none")], 2, /^error POLICY_PACK_NOT_FOUND: .*\n$/],
    ];
    try {
      await Promise.all(
        cases.map(async ([args, expectedCode, line]) => {
          const { code, stderr, stdout } = await runCommand(...args);
          expect(stderr).to.match(line);
          expect(code, stderr).to.equal(expectedCode);
          if (!stderr.includes("POLICY_PACK")) expect(stdout, "before it").to.equal("");
        }),
      );
    } finally {
      taken.close();
    }
  });
});

function childrenOf(pid: number): number[] {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = table.map((line) => line.trim().split(/\s+/).map(Number));
  const direct = pairs.flatMap(([child = 0, parent]) => (parent === pid ? child : []));
  return [...direct, ...direct.flatMap(childrenOf)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
