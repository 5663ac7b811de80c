import { join } from "node:path";

import { expect } from "chai";

import { startPolicyPack } from "../../src/policy-host/pack-client";
import { PolicyPackError } from "../../src/policy-host/policy-pack-error";
import type { PolicyPack, StartOptions } from "../../src/policy-host/types";
import { TemporaryFolders } from "../../../../test/support/policy/packs";
import { resource } from "../../../../policy/test/support/stack-fixture";

const folders = new TemporaryFolders();

async function failureOf(dir: string, options?: StartOptions): Promise<PolicyPackError> {
  const started = await startPolicyPack(dir, options).catch((error: unknown) => error);
  if (started instanceof PolicyPackError) return started;
  throw new Error(`expected a PolicyPackError but received ${String(started)}`);
}

/** A pack of one rule that says what it is shown. */
const ECHO = `
  const { PolicyPack } = require("@pulumi/policy");
  new PolicyPack("echo", {
    enforcementLevel: "mandatory",
    policies: [{
      name: "show",
      description: "Shows.",
      severity: "high",
      configSchema: { properties: { greeting: { type: "string", default: "hello" }, count: { type: "integer", default: 1, minimum: 1 } } },
      validateResource: ({ name, props, stackTags, opts, getConfig }, report) => {
        if (name === "crash") throw new Error("boom");
        report(JSON.stringify({ props, tag: stackTags.get("tier"), opts, config: getConfig(), stack: process.env.PULUMI_STACK, nodeStack: process.env.PULUMI_NODEJS_STACK }));
      },
      validateStack: ({ resources }, report) => {
        for (const { urn, parent, dependencies, propertyDependencies } of resources) {
          const names = (list) => list.map(({ name }) => name);
          report(JSON.stringify({ parent: parent?.name, dependencies: names(dependencies), bucket: names(propertyDependencies.bucket ?? []) }), urn);
        }
      },
    }],
  }, { show: { greeting: "from the author" } });
`;

const shown = (message: string) => JSON.parse(message.split("\n")[1] ?? "") as Record<string, unknown>;

describe("startPolicyPack", () => {
  after(() => folders.remove());

  it("reports a folder that does not exist", async () => {
    const error = await failureOf("/nowhere/at/all");
    expect(error).to.include({
      code: "POLICY_PACK_NOT_FOUND",
      message: 'policy pack: there is no folder "/nowhere/at/all"',
    });
  });

  it("reports a folder without a pack", async () => {
    const error = await failureOf(folders.with({}));
    expect(error.code).to.equal("POLICY_PACK_NOT_FOUND");
    expect(error.message).to.match(/holds no PulumiPolicy.yaml/);
  });

  it("reports a pack that is not compiled, and how to compile it", async () => {
    const dir = folders.with({ "PulumiPolicy.yaml": "runtime: nodejs", "package.json": '{ "main": "dist/index.js" }' });
    const error = await failureOf(dir);
    expect(error.code).to.equal("POLICY_PACK_NOT_BUILT");
    expect(error.message)
      .to.contain(join(dir, "dist", "index.js"))
      .and.to.contain(`npm run build --prefix ${dir}`);
  });

  it("reports missing dependencies of a pack", async () => {
    const error = await failureOf(folders.with({ "PulumiPolicy.yaml": "runtime: nodejs", "package.json": "{}" }));
    expect(error.code).to.equal("POLICY_PACK_NOT_BUILT");
    expect(error.message).to.match(/npm install/);
  });

  it("shows the output of a pack that ends before it listens", async () => {
    const error = await failureOf(folders.packOf('process.stderr.write("no such thing\\n"); process.exit(3);'));
    expect(error.code).to.equal("POLICY_PACK_CRASHED");
    expect(error.message).to.match(/ended with exit code 3 before it listened; it wrote:\nno such thing/);
  });

  it("gives up on a pack that never listens", async () => {
    const error = await failureOf(folders.packOf("setInterval(() => undefined, 1000);"), { startTimeoutMs: 1500 });
    expect(error.code).to.equal("POLICY_PACK_TIMEOUT");
    expect(error.message).to.match(/did not listen within 1500 ms/);
  });

  it("reports every problem of a configuration together", async () => {
    const dir = folders.packOf(ECHO);
    const configFile = join(
      folders.with({ "config.json": '{ "show": { "greeting": 5, "count": 0 }, "shwo": "disabled" }' }),
      "config.json",
    );
    const error = await failureOf(dir, { configFile });
    expect(error.code).to.equal("POLICY_CONFIG_INVALID");
    expect(error.message).to.contain("shwo: the pack has no such rule");
    expect(error.message).to.contain("show: greeting: expected string but received 5");
    expect(error.message).to.contain("show: count: expected at least 1 but received 0");
  });
});

describe("a pack that runs", () => {
  const bucket = resource("aws:s3/bucket:Bucket", "bucket");
  const versioning = {
    ...resource(
      "aws:s3/bucketVersioning:BucketVersioning",
      "versioning",
      { bucket: "b", __defaults: [], nested: { __x: 1, y: 2 } },
      { from: { bucket } },
    ),
    parent: bucket.urn,
    options: { protect: true, ignoreChanges: ["tags"], deleteBeforeReplace: false },
  };

  let pack: PolicyPack;

  before(async () => {
    const config = folders.with({ "config.json": '{ "all": "advisory", "show": { "count": 2 } }' });
    const options = { configFile: join(config, "config.json"), stack: "dev", tags: { tier: "gold" } };
    pack = await startPolicyPack(folders.packOf(ECHO), options);
  });
  after(async () => {
    await pack.close();
    folders.remove();
  });

  it("has its name, version and rules, at the level of the configuration", () => {
    expect(pack).to.deep.include({
      name: "echo",
      version: "1.2.3",
      rules: [{ name: "show", enforcementLevel: "advisory" }],
    });
  });

  it("gets the stack, its configuration and a resource as from the CLI", async () => {
    const [finding] = await pack.analyze(versioning);
    expect(finding).to.include({
      policy: "show",
      pack: "echo",
      level: "advisory",
      severity: "high",
      urn: versioning.urn,
    });
    const seen = shown(finding?.message ?? "");
    expect(seen).to.deep.include({
      tag: "gold",
      stack: "dev",
      nodeStack: "dev",
      config: { greeting: "from the author", count: 2 },
    });
    expect(seen["props"]).to.deep.equal({ bucket: "b", nested: { y: 2 } });
    expect(seen["opts"]).to.include({ protect: true, deleteBeforeReplace: false, parent: bucket.urn });
  });

  it("gets the dependencies of the resources of a stack", async () => {
    const [, second] = await pack.analyzeStack([bucket, versioning]);
    expect(second?.urn).to.equal(versioning.urn);
    expect(shown(second?.message ?? "")).to.deep.equal({
      parent: "bucket",
      dependencies: ["bucket"],
      bucket: ["bucket"],
    });
  });

  it("fails with the error of a rule", async () => {
    const failure = await pack.analyze({ ...versioning, name: "crash" }).catch((error: unknown) => error as Error);
    expect(failure).to.include({ code: "POLICY_PACK_CRASHED" });
    expect((failure as Error).message).to.match(/boom/);
  });

  it("can be closed twice, and refuses checks after", async () => {
    await pack.close();
    await pack.close();
    expect(await pack.analyze(versioning).catch((error: unknown) => error)).to.be.instanceOf(Error);
  });
});
