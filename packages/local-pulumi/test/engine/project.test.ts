import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { listStacks, readProject, readStackConfig } from "../../src/engine/project";

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

  it("are all named when another one is requested", () => {
    const project = readProject(dir);
    const read = () => readStackConfig(project, "nope", listStacks(project));
    expect(read).to.throw(`no stack "nope": no Pulumi.nope.yaml in ${dir}; no stack has one`);
    for (const name of ["staging", "dev"]) addStack(name);
    expect(read).to.throw(/^no stack "nope": .*; stacks that have one: dev, staging$/);
    expect(() => readStackConfig(project, "staging", listStacks(project))).not.to.throw();
  });

  it("take configuration from the caller over that of a file, by key with or without namespace", () => {
    const project = readProject(dir);
    addStack("dev");
    const read = (values: Record<string, unknown>) => readStackConfig(project, "dev", undefined, values).values;
    expect(read({})).to.deep.equal({ "shop:size": "3" });
    expect(read({ size: 4, "aws:region": "eu-west-1" })).to.deep.equal({ "shop:size": "4", "aws:region": "eu-west-1" });
    expect(read({ "shop:size": { width: 1 } })).to.deep.equal({ "shop:size": '{"width":1}' });
  });

  it("need no file where the caller gives the configuration", () => {
    expect(readStackConfig(readProject(dir), "new", undefined, { flag: true }).values).to.deep.equal({
      "shop:flag": "true",
    });
  });
});
