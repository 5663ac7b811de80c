import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encodeAnimatedGif, exampleJpeg, randomGifAnimation } from "./support/images";

const PACKAGE_DIR = join(__dirname, "..");
const PROJECT_DIR = join(PACKAGE_DIR, "..", "..");
const NAME = "@image-pipeline/fast-jimp";

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Code blocks of the README, in order. */
const examples = [...readFileSync(join(PACKAGE_DIR, "README.md"), "utf8").matchAll(/^```js\n([^]*?)^```$/gm)].map(
  ([, code = ""]) => code,
);

/** Links packages into a folder's node_modules, where nothing else can be imported from. */
function link(names: readonly string[], into: string): void {
  for (const name of names) {
    const target = join(into, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(PROJECT_DIR, "node_modules", name), target, "dir");
  }
}

/** Builds and packs a copy of the package, so that nothing is written to the working tree. @returns the archive */
function pack(dir: string): string {
  const copy = join(dir, "packages", "fast-jimp");
  for (const name of ["src", "libaom", "libwebp", "package.json", "tsconfig.build.json", "README.md", "LICENSE"]) {
    cpSync(join(PACKAGE_DIR, name), join(copy, name), { recursive: true });
  }
  cpSync(join(PROJECT_DIR, "tsconfig.json"), join(dir, "tsconfig.json"));
  symlinkSync(join(PROJECT_DIR, "node_modules"), join(dir, "node_modules"), "dir");
  // Runs prepack. The name of the archive is the last line.
  const output = execFileSync("npm", ["pack", "--offline", "--silent"], { cwd: copy, encoding: "utf8" });
  return join(copy, output.trim().split("\n").at(-1) ?? "");
}

describe("the packed package", () => {
  let dir: string;
  let app: string;
  let unpacked: string;
  let manifest: Manifest;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), "fast-jimp-"));
    const archive = pack(join(dir, "build"));
    app = join(dir, "app");
    unpacked = join(app, "node_modules", NAME);
    mkdirSync(unpacked, { recursive: true });
    execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", unpacked]);
    manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as Manifest;
    // A plugin of its own choice is installed by whoever bundles.
    link([...Object.keys(manifest.dependencies), "@jimp/plugin-blur"], app);
    writeFileSync(join(app, "photo.jpg"), exampleJpeg({ width: 600, height: 400 }));
    writeFileSync(join(app, "moving.gif"), encodeAnimatedGif(randomGifAnimation(1)));
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  const run = (code: string): string => {
    writeFileSync(join(app, "example.mjs"), code);
    const env = { ...process.env, NODE_OPTIONS: "" };
    return execFileSync(process.execPath, ["example.mjs"], { cwd: app, env, encoding: "utf8" }).trim();
  };

  it("runs the examples of its README with nothing but its dependencies", () => {
    expect(examples.map(run)).to.deep.equal([
      "image/jpeg -> 300x300",
      "600x400 -> 100x100, 400x267",
      "60x60",
      "60x40",
      "300x200",
    ]);
    for (const file of ["thumb.jpg", "small.webp", "page.png", "moving.webp", "blurred.png", "own.webp"])
      expect(existsSync(join(app, file)), file).to.equal(true);
  });

  it("has types that the examples pass", () => {
    link(["@types/node"], app);
    examples.forEach((code, i) => writeFileSync(join(app, `example-${i}.mts`), code));
    const files = examples.map((_, i) => `example-${i}.mts`);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
    const tsc = join(PROJECT_DIR, "node_modules", "typescript", "bin", "tsc");
    // Those of jimp have errors of their own.
    const ours = runTsc([tsc, ...options, ...files]).filter((line) =>
      /^(example-|node_modules.@image-pipeline)/.test(line),
    );
    expect(ours).to.deep.equal([]);
  });

  /** @returns the lines of its output */
  const runTsc = (args: readonly string[]): string[] => {
    try {
      return execFileSync(process.execPath, args, { cwd: app, encoding: "utf8" }).split("\n");
    } catch (error) {
      return (error as { stdout: string }).stdout.split("\n");
    }
  };

  it("contains its code, sources, README and licence, and no tests", () => {
    for (const file of ["dist/index.js", "dist/index.d.ts", "dist/jimp.js", "src/index.ts", "README.md", "LICENSE"]) {
      expect(existsSync(join(unpacked, file)), file).to.equal(true);
    }
    expect(existsSync(join(unpacked, "test"))).to.equal(false);
  });
});
