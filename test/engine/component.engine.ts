import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";
import { parse, stringify } from "yaml";

import { prepareAccount } from "../../commands/stack/account";
import { startCloud, type Cloud } from "../../packages/local-aws/src/cloud";
import { makeAwsProvider } from "../../packages/local-pulumi/src/aws-provider";
import { serveProvider, type ProviderServer } from "../../packages/local-pulumi/src/provider-server";
import { PROJECT_DIR } from "./support/cli";
import { expectSuccess } from "./support/expectations";
import { Pulumi } from "./support/pulumi";

const COMPONENT_DIR = path.join(PROJECT_DIR, "component");

const STACK = "dev";

/** The program of `programs/component` in a folder of its own, with this repository's plugin. */
function copyProgram(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "image-pipeline-component-"));
  cpSync(path.join(PROJECT_DIR, "test/engine/programs/component"), dir, { recursive: true });
  symlinkSync(path.join(PROJECT_DIR, "node_modules"), path.join(dir, "node_modules"), "dir");
  const file = path.join(dir, "Pulumi.yaml");
  const project = parse(readFileSync(file, "utf8")) as { plugins: { providers: { name: string; path: string }[] } };
  project.plugins.providers = [{ name: "image-pipeline", path: COMPONENT_DIR }];
  writeFileSync(file, stringify(project));
  return dir;
}

describe("the real engine: the component in another program", () => {
  let dir: string;
  let cloud: Cloud;
  let server: ProviderServer;
  let pulumi: Pulumi;
  before(async () => {
    dir = copyProgram();
    cloud = await startCloud({ region: "eu-west-1" });
    prepareAccount(cloud);
    server = await serveProvider(makeAwsProvider(cloud, dir));
    pulumi = new Pulumi(dir, "component", server.port);
    await pulumi.init(STACK);
  });
  after(async () => {
    await server.close();
    await cloud.close();
    pulumi.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const configure = (config: Record<string, string>) => {
    const values = Object.entries(config).map(([key, value]) => [`component:${key}`, value]);
    writeFileSync(path.join(dir, `Pulumi.${STACK}.yaml`), stringify({ config: Object.fromEntries(values) as object }));
  };

  it("gives the schema of the plugin", async () => {
    const schema = await pulumi.packageSchema(COMPONENT_DIR);
    expect(schema).to.include({ name: "image-pipeline" });
    expect(schema["resources"]).to.have.all.keys("image-pipeline:index:ImagePipeline");
  });

  it("brings it up in the program's own process and by the plugin, with the options of each in every resource", async () => {
    configure({ name: "photos" });
    expectSuccess(await pulumi.run(STACK, ["up", "--yes", "--skip-preview"]));
    const { resources = [] } = await pulumi.exportState(STACK);
    const ofAws = resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    const provider = resources.find(({ urn }) => urn.endsWith("pulumi:providers:aws::elsewhere"));
    for (const name of ["photos", "avatars"]) {
      const own = ofAws.filter(({ urn }) => urn.split("::").at(-1)?.startsWith(`${name}-`));
      expect(own, name).to.have.length.above(30);
      const others = own.filter((one) => one.provider !== `${provider?.urn}::${provider?.id}`);
      expect(others.map(({ urn }) => urn)).to.deep.equal([]);
      expect(own.filter(({ retainOnDelete }) => retainOnDelete !== true).map(({ urn }) => urn)).to.deep.equal([]);
    }
    expect(ofAws.filter(({ urn }) => !/::(photos|avatars)-/.test(urn))).to.deep.equal([]);
    const { photos, avatars } = (await pulumi.outputs(STACK)) as unknown as Record<string, Record<string, string>>;
    expect(avatars?.["sourceBucket"]).to.match(/^avatars-source-bucket-/);
    expect(avatars?.["functionName"]).to.match(/^avatars-image-processing-function-/);
    expect(photos?.["functionName"]).to.match(/^photos-image-processing-function-/);
  });

  it("keeps its resources under another name, with an alias of the component", async () => {
    configure({ name: "pictures", formerly: "photos" });
    const renamed = await pulumi.run(STACK, ["preview"]);
    expectSuccess(renamed);
    const others = renamed.steps.filter(({ op }) => op !== "same" && op !== "update");
    expect(others.map(({ op, urn, keys = [] }) => `${op} ${urn} ${keys.join()}`)).to.deep.equal([]);
  });
});
