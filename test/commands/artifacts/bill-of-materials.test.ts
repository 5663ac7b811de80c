import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Validation } from "@cyclonedx/cyclonedx-library";
import { expect } from "chai";
import { readTarget } from "@image-pipeline/local-pulumi";

import { packArchives, type PackedArchive } from "../../../commands/artifacts/archives";
import { billOfMaterials, SPECIFICATION } from "../../../commands/artifacts/bill-of-materials";
import { bringUp } from "../../../commands/stack/bring-up";
import { sha256 } from "../../../commands/zip";
import { bundleLayer, wasmFiles } from "../../../infra/layer-bundle";
import { HANG_TIMEOUT_MS, PROJECT_DIR, runCommand } from "../../support/cli";

interface Component {
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly "bom-ref": string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
}

interface Bom {
  readonly metadata: { readonly component: Component; readonly timestamp?: string };
  readonly serialNumber?: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const fullName = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`);
const sha256Of = ({ hashes = [] }: Component) => hashes.find(({ alg }) => alg === "SHA-256")?.content;
const ofType = ({ components }: Bom, type: string) => components.filter((component) => component.type === type);

/** `full` with every decoder, packed anew. */
async function packed(): Promise<PackedArchive[]> {
  const config = { heic: true, jxl: true };
  const running = await bringUp({
    target: readTarget({ projectDir: PROJECT_DIR, stack: "full", config }),
    dryRun: true,
  });
  await running.close();
  return packArchives(running.run.resources, PROJECT_DIR);
}

describe("the bill of materials", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let archives: readonly PackedArchive[];
  let texts: ReadonlyMap<string, string>;
  const bomOf = (name: string) => JSON.parse(texts.get(name) ?? "") as Bom;
  const layerNames = () => archives.filter(({ type }) => type.includes("layerVersion")).map(({ name }) => name);
  const functionNames = () => archives.filter(({ type }) => type.includes("lambda/function")).map(({ name }) => name);

  before(async () => {
    archives = await packed();
    texts = new Map(
      await Promise.all(archives.map(async (one) => [one.name, await billOfMaterials(one, archives)] as const)),
    );
  });

  it("is valid by CycloneDX's schema, for each layer and function", async () => {
    expect(layerNames()).to.have.length(4);
    expect(functionNames()).to.have.length.above(10);
    const validator = new Validation.JsonStrictValidator(SPECIFICATION.version);
    for (const [name, text] of texts) expect(await validator.validate(text), name).to.equal(null);
    const [first = ""] = texts.values();
    expect(
      await validator.validate(first.replace('"library"', '"layer"').replace('"application"', '"layer"')),
    ).to.not.equal(null);
  });

  it("describes the archive by its hash, and each of its files by its own", () => {
    for (const { name, sha256: hash, files } of archives) {
      const bom = bomOf(name);
      expect(bom.metadata.component, name).to.include({ name, version: "0.1.0" });
      expect(sha256Of(bom.metadata.component), name).to.equal(hash);
      expect(Object.fromEntries(ofType(bom, "file").map((file) => [file.name, sha256Of(file)])), name).to.deep.equal(
        Object.fromEntries(files.map(([file, content]) => [file, sha256(content)])),
      );
    }
  });

  it("names every package that the layer's bundle is made of, with version, licence and package URL", async () => {
    const bom = bomOf("images-layer-version");
    const { metafile } = await bundleLayer();
    const files = [...Object.keys(metafile.inputs), ...wasmFiles()];
    const folders = [...new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))];
    expect(folders.length).to.be.above(10);
    const listed = ofType(bom, "library").map((one) => [fullName(one), one.version, one.licenses, one.purl]);
    for (const folder of folders) {
      const manifest = JSON.parse(readFileSync(path.join(PROJECT_DIR, folder, "package.json"), "utf8")) as Record<
        string,
        string
      >;
      const { name = "", version = "", license = "" } = manifest;
      const licences = /[ (]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
      expect(listed, folder).to.deep.include([
        name,
        version,
        licences,
        `pkg:npm/${name.replace("@", "%40")}@${version}`,
      ]);
    }
    expect(listed).to.deep.include([
      "libwebp",
      "1.6.0",
      [{ license: { id: "BSD-3-Clause" } }],
      "pkg:generic/libwebp@1.6.0",
    ]);
  });

  for (const [format, packageName, licence, inside] of [
    ["avif", "@jsquash/avif", "Apache-2.0", ["libaom", "libavif"]],
    ["heic", "libheif-js", "LGPL-3.0", []],
    ["jxl", "@jsquash/jxl", "Apache-2.0", ["libjxl", "highway"]],
  ] as const) {
    it(`names what the layer of ${format} holds, and what is compiled in`, () => {
      const libraries = ofType(bomOf(`images-${format}-version`), "library");
      const { version } = JSON.parse(readFileSync(require.resolve(`${packageName}/package.json`), "utf8")) as Record<
        string,
        string
      >;
      const one = libraries.find((library) => fullName(library) === packageName);
      expect(one).to.deep.include({ version, licenses: [{ license: { id: licence } }] });
      expect(libraries.map(fullName)).to.include.members(["" + packageName, ...inside]);
    });
  }

  it("says of each function which layers it runs with, by their hashes, and of no package", () => {
    const hashes = new Map(archives.map(({ name, sha256: hash }) => [name, hash]));
    for (const name of functionNames()) {
      const bom = bomOf(name);
      const libraries = ofType(bom, "library");
      expect(
        libraries.map((one) => one.name),
        name,
      ).to.include("images-layer-version");
      for (const layer of libraries) expect(sha256Of(layer), name).to.equal(hashes.get(layer.name));
      const { dependsOn } = bom.dependencies.find(({ ref }) => ref === name) ?? {};
      expect(dependsOn, name).to.have.members(libraries.map((one) => one["bom-ref"]));
    }
    const layersOf = (name: string) => ofType(bomOf(name), "library").map((one) => one.name);
    expect(layersOf("image-workflow-render")).to.have.members(layerNames());
    expect(layersOf("image-failure-function")).to.deep.equal(["images-layer-version"]);
  });

  it("is the same text every time, with no time and no serial number in it", async () => {
    const again = await packed();
    for (const archive of again) {
      expect(await billOfMaterials(archive, again), archive.name).to.equal(texts.get(archive.name));
    }
    for (const name of texts.keys()) {
      expect(bomOf(name)).to.not.have.property("serialNumber");
      expect(bomOf(name).metadata).to.not.have.property("timestamp");
    }
  });
});

describe("npm run artifacts -- --out", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const root = mkdtempSync(path.join(tmpdir(), "artifacts-"));
  after(() => rmSync(root, { recursive: true }));

  it("writes each archive as it is listed, and its bill of materials", async () => {
    const dir = path.join(root, "new", "folder");
    const { code, stdout, stderr } = await runCommand("artifacts", "--stack", "prod", "--out", dir, "--json");
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    const { artifacts } = JSON.parse(stdout) as { artifacts: { name: string; bytes: number; sha256: string }[] };
    expect(artifacts).to.have.length.above(3);
    expect(readdirSync(dir)).to.have.members(artifacts.flatMap(({ name }) => [`${name}.zip`, `${name}.cdx.json`]));
    for (const { name, bytes, sha256: hash } of artifacts) {
      const zipped = readFileSync(path.join(dir, `${name}.zip`));
      expect([zipped.length, sha256(zipped)], name).to.deep.equal([bytes, hash]);
      const bom = JSON.parse(readFileSync(path.join(dir, `${name}.cdx.json`), "utf8")) as Bom;
      expect(sha256Of(bom.metadata.component), name).to.equal(hash);
    }
  });

  it("says so where the folder cannot be written, and exits with 3", async () => {
    const { code, stderr } = await runCommand("artifacts", "--stack", "prod", "--out", "/proc/artifacts");
    expect(stderr).to.match(/OUT_NOT_WRITABLE: \/proc\/artifacts/);
    expect(code).to.equal(3);
  });
});
