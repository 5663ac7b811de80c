import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";
import { parse } from "yaml";
import { listStacks, readProject } from "@image-pipeline/local-pulumi";

import { OLDEST, pinnedVersions, SDK_PACKAGES } from "../sdk/versions";
import { NODE_VERSIONS } from "../engine/support/node-binary";
import { PROJECT_DIR } from "../support/cli";

const read = (file: string) => readFileSync(path.join(PROJECT_DIR, file), "utf8");
const manifestOf = (file: string) =>
  JSON.parse(read(file)) as {
    readonly version: string;
    readonly engines?: { readonly node?: string };
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
const manifests = ["package.json", "policy/package.json", ...globSync("packages/*/package.json", { cwd: PROJECT_DIR })];
const { version, devDependencies = {} } = manifestOf("package.json");

/** Sections of the changelog by their headings, the newest first. */
const sections = read("CHANGELOG.md")
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ heading: text.slice(0, text.indexOf("\n")), text }));

describe("the table of supported versions", () => {
  const [table = ""] = read("docs/releases.md")
    .slice(read("docs/releases.md").indexOf("| what | oldest |"))
    .split("\n\n");
  const rows = new Map(
    table
      .split("\n")
      .slice(2)
      .map((row) =>
        row
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
      .map(([what = "", ...cells]) => [what.replaceAll("`", ""), cells] as const),
  );
  const row = (what: string) => rows.get(what)?.slice(0, 3);

  it("has the oldest, the pinned and the newest of each of Pulumi's packages, as `npm run test:sdk` takes them", () => {
    const pinned = pinnedVersions();
    for (const name of SDK_PACKAGES) {
      expect(row(name), name).to.deep.equal([OLDEST[name], pinned[name], `newest ${pinned[name].split(".")[0]}.x`]);
    }
  });

  it("has the Node.js that npm needs, as every package states it, and as `npm run test:nodes` takes them", () => {
    const [oldest = ""] = NODE_VERSIONS;
    for (const file of manifests) expect(manifestOf(file).engines?.node, file).to.equal(`>=${oldest}`);
    const inWorkflow = [...read(".github/workflows/pulumi.yaml").matchAll(/node-version: (\S+)/g)].map(
      ([, one]) => one,
    );
    expect(new Set(inWorkflow).size).to.equal(1);
    expect(row("Node.js that npm runs on")).to.deep.equal([oldest, inWorkflow[0], NODE_VERSIONS.at(-1)]);
  });

  it("has the Node.js of the scripts and of the functions", () => {
    const { node = "" } = devDependencies;
    expect(row("Node.js that the scripts run on (the package node)")).to.deep.equal([node, node, node]);
    const [, runtime = ""] =
      /runtime: aws\.lambda\.Runtime\.NodeJS(\d+)dX/.exec(read("infra/pipeline-function.ts")) ?? [];
    expect(row("Lambda's runtime")).to.deep.equal(Array(3).fill(`nodejs${runtime}.x`));
    expect(node).to.match(new RegExp(`^${runtime}\\.`));
  });

  it("has the CLI that the tests build, and below it the one that npm brings", () => {
    const [, built] = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(read(".ci/pulumi/go.mod")) ?? [];
    expect(row("Pulumi CLI")).to.deep.equal([built, built, built]);
    expect(read("docs/releases.md")).to.include(`\`npx pulumi\` brings ${devDependencies["pulumi"]},`);
  });
});

describe("the changelog", () => {
  it("has a section for what is not released, and below it one for the version of package.json", () => {
    expect(sections[0]?.heading).to.equal("Unreleased");
    expect(sections[1]?.heading.split(" ")[0]).to.equal(version);
    for (const file of manifests) expect(manifestOf(file).version, file).to.equal(version);
  });

  it("says in each section what an upgrade asks for", () => {
    for (const { heading, text } of sections) {
      expect(text, heading).to.match(/^\*\*Upgrade\*\*\n\n- \S/m);
    }
  });

  it("is of a release whose stacks are kept for `test/upgrade`, with the changes since then", () => {
    const stacks = listStacks(readProject(PROJECT_DIR));
    expect(stacks).to.include.members(["dev", "prod", "full"]);
    const files = stacks.map((stack) => `test/upgrade/releases/${version}-${stack}.json.gz`);
    const missing = [...files, `test/upgrade/changes-since-${version}.ts`].filter(
      (file) => !existsSync(path.join(PROJECT_DIR, file)),
    );
    expect(missing).to.deep.equal([]);
  });
});

describe("the updates of what is pinned", () => {
  interface Update {
    readonly "package-ecosystem": string;
    readonly directory: string;
    readonly schedule: { readonly interval: string };
  }
  const { updates } = parse(read(".github/dependabot.yml")) as { readonly updates: readonly Update[] };
  const directories = (ecosystem: string) =>
    updates.filter((update) => update["package-ecosystem"] === ecosystem).map(({ directory }) => directory);
  const foldersOf = (pattern: string) =>
    globSync(pattern, { cwd: PROJECT_DIR, exclude: (name) => name.includes("node_modules") })
      .map((file) => `/${path.dirname(file)}`.replace(/^\/\.$/, "/"))
      .sort();

  it("cover every lock file, Go module and workflow", () => {
    expect(directories("npm").sort()).to.deep.equal(foldersOf("{,*/,packages/*/}package-lock.json"));
    expect(directories("gomod")).to.deep.equal(foldersOf("{,.ci/*/,packages/**/,test/**/}go.mod"));
    expect(directories("github-actions")).to.deep.equal(["/"]);
  });

  it("cover the workspaces: the root's lock file has them", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, unknown> };
    for (const file of manifests)
      expect(packages).to.have.property(path.dirname(file) === "." ? "" : path.dirname(file));
  });

  it("come weekly", () => {
    expect(updates.map(({ schedule }) => schedule.interval)).to.deep.equal(updates.map(() => "weekly"));
  });
});
