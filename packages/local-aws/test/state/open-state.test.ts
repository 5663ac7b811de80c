import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ClassicLevel } from "classic-level";

import { openState } from "../../src/state/open-state";
import { rejection } from "../support/cloud/rejection";

/** Resolves once a fact holds; a file may be seen just after it was made. */
async function waitUntil(holds: () => boolean): Promise<void> {
  for (let left = 100; left > 0 && !holds(); left -= 1) await sleep(20);
}

describe("the state in a data folder", () => {
  let dataDir: string;
  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), "open-state-"))));
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  const open = () => openState(dataDir, (message) => expect.fail(message));

  it("is there again in the next run", async () => {
    const state = await open();
    state.table("numbers").put("a!b", { n: 1 });
    state.document("settings", () => ["x"]).changed();
    await state.close();
    const next = await open();
    expect(next.table("numbers").takeSaved()).to.deep.equal([["a!b", { n: 1 }]]);
    expect(next.read("settings")).to.deep.equal(["x"]);
    await next.close();
  });

  it("is for its owner alone, whatever the umask and however often LevelDB makes new files", async function () {
    if (process.platform === "win32") this.skip();
    const modesOf = (folder: string): Record<string, string> =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => [
          name,
          (statSync(join(folder, name)).mode & 0o777).toString(8),
        ]),
      );
    const expected = (modes: Record<string, string>) =>
      Object.fromEntries(Object.keys(modes).map((name) => [name, name === "state" ? "700" : "600"]));
    const umask = process.umask(0);
    try {
      const state = await open();
      const table = state.table<string>("bytes");
      const first = Object.keys(modesOf(dataDir));
      // More than LevelDB keeps in one log, so that it begins others.
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j < 16; j++) table.put(`${i}/${j}`, randomBytes(32_768).toString("hex"));
        await state.durable();
      }
      await waitUntil(() => Object.values(modesOf(dataDir)).every((mode) => mode === "600" || mode === "700"));
      const modes = modesOf(dataDir);
      expect(Object.keys(modes).some((name) => !first.includes(name) && name.endsWith(".ldb"))).to.equal(true);
      expect(modes).to.deep.equal(expected(modes));
      await state.close();
      expect(modesOf(dataDir)).to.deep.equal(expected(modesOf(dataDir)));
    } finally {
      process.umask(umask);
    }
  });

  it("of a later release is refused", async () => {
    await (await open()).close();
    const level = new ClassicLevel(join(dataDir, "state"));
    await level.put("format", "2");
    await level.close();
    const error = await rejection(open());
    expect(error).to.include({ code: "EFORMAT" });
    expect(error.message).to.equal(`the data folder ${dataDir} has format 2; this release reads format 1`);
  });

  it("is taken over from the files of an earlier release, which are removed", async () => {
    const settings = { name: "photos" };
    const version = { key: "a/b.jpg", versionId: "v1", blob: "one" };
    const part = { number: 2, blob: "two" };
    const message = { messageId: "m", body: "hello" };
    const write = (name: string, content: unknown) => writeFileSync(join(dataDir, name), JSON.stringify(content));
    write("s3.json", {
      buckets: [{ settings, versions: [version] }],
      uploads: [{ uploadId: "u", bucket: "photos", parts: { 2: part } }],
    });
    write("sqs.json", [{ name: "letters", attributes: {}, messages: [message] }]);
    write("iam.json", { rootSecret: "s", roles: [] });
    const level = new ClassicLevel(join(dataDir, "tables"));
    await level.put("table~records", "{}");
    await level.close();
    const state = await open();
    expect(state.read("s3-buckets")).to.deep.equal([settings]);
    expect(state.table("s3-versions").takeSaved()).to.deep.equal([["photos/v1/a/b.jpg", version]]);
    expect(state.table("s3-uploads").takeSaved()).to.deep.equal([["u", { uploadId: "u", bucket: "photos" }]]);
    expect(state.table("s3-parts").takeSaved()).to.deep.equal([["u/2", part]]);
    expect(state.read("sqs")).to.deep.equal([{ name: "letters", attributes: {} }]);
    expect(state.table("sqs-messages").takeSaved()).to.deep.equal([["letters/m", message]]);
    expect(state.read("iam")).to.deep.equal({ rootSecret: "s", roles: [] });
    expect(state.table("dynamodb").takeSaved()).to.deep.equal([["table~records", {}]]);
    await state.close();
    expect(readdirSync(dataDir)).to.deep.equal(["state"]);
  });
});
