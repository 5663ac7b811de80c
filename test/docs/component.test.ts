import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";

import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";
import { transformSync } from "esbuild";

import type { StackConfig } from "../../infra/config";
import { ImagePipeline } from "../../infra/image-pipeline";
import { PROJECT_DIR } from "../support/cli";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { blocks } from "./support/pages";

const REPOSITORY = "./image-pipeline/";

/** The component as the page imports it, with the options of the test. */
const withOptions = (opts: ComponentResourceOptions) => ({
  ImagePipeline: class extends ImagePipeline {
    constructor(name: string, config: StackConfig) {
      super(name, config, opts);
    }
  },
});

/** Runs the program of the page, with this repository where it expects it. */
function runPage(opts: ComponentResourceOptions): Record<string, unknown> {
  const program = blocks.find(({ page, info }) => page === "docs/component.md" && info === "ts")?.text ?? "";
  const { code } = transformSync(program, { loader: "ts", format: "cjs" });
  const fromProject = createRequire(path.join(PROJECT_DIR, "index.ts"));
  const load = (name: string): unknown => {
    if (!name.startsWith(REPOSITORY)) return fromProject(name);
    const file = name.slice(REPOSITORY.length);
    return file === "infra/image-pipeline" ? withOptions(opts) : fromProject(`./${file}`);
  };
  const exported = {};
  const run = compileFunction(code, ["require", "exports", "module"]) as (...parts: unknown[]) => void;
  const loaded = { exports: exported };
  run(load, exported, loaded);
  return loaded.exports;
}

describe("the pipeline as a component of another program", () => {
  let declared: Registrations;
  let exported: Record<string, unknown>;
  before(async () => {
    declared = await runProgram((opts) => void (exported = runPage(opts)));
  });

  it("declares the pipeline under the program's name, with the variants that the program asks for", () => {
    expect(declared.one("image-pipeline:infra:ImagePipeline").name).to.equal("shop-images");
    const environment = declared.one("aws:lambda/function:Function", "image-processing-function").inputs["environment"];
    const { variables } = environment as { variables: Record<string, string> };
    const variants = Object.values(variables).find((value) => value.includes('"card"')) ?? "";
    expect((JSON.parse(variants) as { name: string }[]).map(({ name }) => name)).to.deep.equal(["card", "icon"]);
  });

  it("gives the program its bucket for a policy of the program's own", () => {
    const { policy } = declared.one("aws:iam/policy:Policy", "put-originals").inputs;
    expect(JSON.stringify(policy)).to.contain("s3:PutObject").and.to.contain("source-bucket");
    expect(Object.keys(exported)).to.have.members(["originals", "results", "records"]);
  });
});
