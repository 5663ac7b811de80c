import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ClassicLevel } from "classic-level";

import { openState } from "../../src/state/open-state";
import { rejection } from "../support/cloud/rejection";

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
