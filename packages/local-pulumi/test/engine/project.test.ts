import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { readProject, readStackConfig } from "../../src/engine/project";
import { listStacks } from "../../src/engine/stacks";

describe("a project's stacks", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "project-"));
    writeFileSync(path.join(dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const addStack = (name: string) => writeFileSync(path.join(dir, `Pulumi.${name}.yaml`), "config:\n  shop:size: 3\n");

  it("are those that have a settings file, sorted", () => {
    expect(listStacks(readProject(dir))).to.deep.equal([]);
    for (const name of ["staging", "dev", "eu.west"]) addStack(name);
    writeFileSync(path.join(dir, "Pulumi.dev.yaml.bak"), "");
    expect(listStacks(readProject(dir))).to.deep.equal(["dev", "eu.west", "staging"]);
  });

  it("are all named when another one is asked for", () => {
    const project = readProject(dir);
    const read = () => readStackConfig(project, "nope", listStacks(project));
    expect(read).to.throw(`no stack "nope": no Pulumi.nope.yaml in ${dir}; there is none`);
    for (const name of ["staging", "dev"]) addStack(name);
    expect(read).to.throw(/^no stack "nope": .*; there is dev, staging$/);
    expect(() => readStackConfig(project, "staging", listStacks(project))).not.to.throw();
  });
});
