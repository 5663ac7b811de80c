import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { transformSync } from "esbuild";
import { parse } from "yaml";

import { stackOutputs } from "../../handlers/contract";
import { readConfig } from "../../infra/config";
import { argsInterfaces } from "../../infra/documentation/component-types";
import { ImagePipeline } from "../../infra/image-pipeline";
import type { ImagePipelineArgs } from "../../infra/pipeline-args";
import { PROJECT_DIR } from "../support/cli";
import { promiseOf, runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { blocks } from "./support/pages";

const blocksIn = (language: string): string[] =>
  blocks.flatMap(({ page, info, text }) => (page === "docs/component.md" && info === language ? [text] : []));

/** The component as the page imports it, with the options of the test. */
const withOptions = (opts: pulumi.ComponentResourceOptions) => ({
  ImagePipeline: class extends ImagePipeline {
    constructor(name: string, args: ImagePipelineArgs, own: pulumi.ComponentResourceOptions = {}) {
      super(name, args, pulumi.mergeOptions(opts, own));
    }
  },
});

/** Runs a program of the page, with this repository where it expects it. */
function runBlock(text: string, opts: pulumi.ComponentResourceOptions): Record<string, unknown> {
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  const fromProject = createRequire(path.join(PROJECT_DIR, "index.ts"));
  const load = (name: string): unknown =>
    name === "@image-pipeline/component" ? withOptions(opts) : fromProject(name);
  const run = compileFunction(code, ["require", "exports", "module"]) as (...parts: unknown[]) => void;
  const loaded = { exports: {} };
  run(load, loaded.exports, loaded);
  return loaded.exports;
}

const camelCase = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

describe("the page of the component", () => {
  const [program = "", migration = ""] = blocksIn("ts");
  let declared: Registrations;
  let exported: Record<string, unknown>;
  before(async () => {
    declared = await runProgram((opts) => void (exported = runBlock(program, opts)));
  });

  it("declares the pipeline under the program's name, with the variants that the program asks for", () => {
    expect(declared.one("image-pipeline:infra:ImagePipeline").name).to.equal("shop-images");
    const { inputs } = declared.one("aws:lambda/function:Function", "shop-images-image-processing-function");
    const { variables } = inputs["environment"] as { variables: Record<string, string> };
    const variants = JSON.parse(variables["VARIANTS"] ?? "[]") as { name: string }[];
    expect(variants.map(({ name }) => name)).to.deep.equal(["card", "icon"]);
  });

  it("gives the program its bucket for a policy of the program's own, and outputs for its own", async () => {
    const { policy } = declared.one("aws:iam/policy:Policy", "put-originals").inputs;
    expect(JSON.stringify(policy)).to.contain("s3:PutObject").and.to.contain("source-bucket");
    expect(await promiseOf(pulumi.output(exported))).to.deep.equal({
      originals: "shop-images-source-bucket-1a2b3c4",
      results: "shop-images-destination-bucket-1a2b3c4",
      records: "shop-images-image-metadata-1a2b3c4",
    });
  });

  it("keeps names of the release before by aliases", async () => {
    const aliases = new Map<string, unknown>();
    const imports = program.split("\n").filter((line) => line.startsWith("import"));
    // A resource's own transformations see it first, then those of its parent: the page's before this one.
    const noteAbove = (opts: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions => {
      const above = new pulumi.ComponentResource(
        "test:index:Above",
        "above",
        {},
        {
          transformations: [
            ({ name, opts: { aliases: given } }) => {
              aliases.set(name, given);
              return undefined;
            },
            ...(opts.transformations ?? []),
          ],
        },
      );
      return { parent: above };
    };
    await runProgram((opts) => void runBlock([...imports, migration].join("\n"), noteAbove(opts)));
    expect(aliases.get("shop-images-image-metadata")).to.deep.include({ name: "image-metadata" });
    expect(aliases.get("shop-images-image-upload-trigger-invoke")).to.deep.equal([
      { name: "image-upload-trigger-invoke" },
    ]);
    expect(JSON.stringify(aliases.get("shop-images-source-bucket") ?? [])).not.to.include('"name"');
  });

  it("has the same pipeline in YAML", () => {
    const yaml = parse(blocksIn("yaml")[0] ?? "") as {
      resources: Record<string, { type: string; properties: ImagePipelineArgs }>;
      outputs: Record<string, string>;
    };
    const resource = yaml.resources["shop-images"];
    expect(resource?.type).to.equal("image-pipeline:ImagePipeline");
    const { configuredVariants, suffixes, encryption, uploadApi } = readConfig(resource?.properties ?? {});
    expect(configuredVariants.map(({ name }) => name)).to.deep.equal(["card", "icon"]);
    expect({ suffixes, encryption, auth: uploadApi?.auth }).to.deep.equal({
      suffixes: [".jpg", ".png"],
      encryption: "kms",
      auth: "apiKey",
    });
    const outputs = Object.values(yaml.outputs).map((text) => /^\$\{shop-images\.(\w+)\}$/.exec(text)?.[1]);
    expect([...stackOutputs.required, ...stackOutputs.optional]).to.include.members(outputs);
  });

  it("has the same pipeline in Python, with the names that Pulumi makes of the schema's", () => {
    const python = blocksIn("python")[0] ?? "";
    const types = [...python.matchAll(/image_pipeline\.(\w+)\(([^()]*)/g)].map(([, name = "", text = ""]) => ({
      name: name === "ImagePipeline" ? "ImagePipelineArgs" : name.replace(/Args$/, ""),
      keys: [...text.matchAll(/\b([a-z_]+)=/g)].map(([, key = ""]) => camelCase(key)),
    }));
    expect(types.map(({ name }) => name)).to.include.members(["ImagePipelineArgs", "VariantSettings"]);
    for (const { name, keys } of types) {
      const rows = argsInterfaces.find((one) => one.name === name)?.rows ?? [];
      expect(
        rows.map(({ key }) => key),
        name,
      ).to.include.members(keys);
    }
    const outputs = [...python.matchAll(/images\.(\w+)\)/g)].map(([, name = ""]) => camelCase(name));
    expect(outputs).to.have.length(3);
    expect([...stackOutputs.required, ...stackOutputs.optional]).to.include.members(outputs);
  });

  it("names every output", () => {
    const text = readFileSync(path.join(PROJECT_DIR, "docs/component.md"), "utf8");
    for (const name of [...stackOutputs.required, ...stackOutputs.optional]) expect(text).to.include(`\`${name}\``);
  });
});
