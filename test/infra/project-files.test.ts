import { expect } from "chai";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dependencies } from "../../package.json";
import { programPackages } from "../../infra/program-packages";
import { assetPath, PROJECT_DIR } from "../../infra/project-files";

describe("files of this project as assets", () => {
  const file = join(PROJECT_DIR, "layer", "index.ts");

  it("have paths that are the same on every machine in the stacks of this project", () => {
    expect(assetPath(file, PROJECT_DIR)).to.equal(join("layer", "index.ts"));
  });

  it("have paths that lead to them from any other program", () => {
    for (const dir of ["/", tmpdir(), join(PROJECT_DIR, "examples", "yaml")]) {
      expect(assetPath(file, dir), dir).to.equal(file);
    }
  });
});

describe("packages of a program, none of which is in a function's archive", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(realpathSync(tmpdir()), "packages-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("are the dependencies of the package.json in its folder, or above it", () => {
    expect(programPackages(PROJECT_DIR)).to.deep.equal(Object.keys(dependencies));
    writeFileSync(join(dir, "package.json"), '{"dependencies":{"left":"1"},"devDependencies":{"right":"1"}}');
    const inside = join(dir, "program");
    mkdirSync(inside);
    expect(programPackages(inside)).to.deep.equal(["left"]);
  });

  it("are none where there is no package.json, or no dependency", () => {
    expect(programPackages(dir)).to.deep.equal([]);
    writeFileSync(join(dir, "package.json"), "{}");
    expect(programPackages(dir)).to.deep.equal([]);
  });
});
