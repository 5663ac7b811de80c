import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleLayer, wasmFiles, type LayerBundle } from "../../infra/layer-bundle";
import { PROJECT_DIR } from "../../infra/project-files";
import { thirdParty } from "../../infra/third-party";
import { codecNotices } from "../../infra/third-party/codec-notices";
import { checkLicence } from "../../infra/third-party/licence";

describe("the list of third-party software", () => {
  let bundle: LayerBundle;
  let text: string;

  before(async () => {
    bundle = await bundleLayer();
    text = thirdParty(bundle);
  });

  it("is committed as the layer holds it", () => {
    expect(readFileSync(join(PROJECT_DIR, "THIRD_PARTY.md"), "utf8")).to.equal(text);
  });

  it("names every package of the bundle and of the WebAssembly beside it, with its version", () => {
    const files = [...Object.keys(bundle.metafile.inputs), ...wasmFiles()];
    const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
    expect(folders.size).to.be.above(10);
    for (const folder of folders) {
      const manifest = readFileSync(join(PROJECT_DIR, folder, "package.json"), "utf8");
      const { name, version, license } = JSON.parse(manifest) as Record<string, string>;
      expect(text).to.include(`| ${name} | ${version} | ${license} |`);
    }
  });

  it("has the licence of libwebp, which is compiled into WebAssembly, and that of every other text once", () => {
    expect(text).to.match(/^\| libwebp \| 1\.6\.0 \| BSD-3-Clause \|$/m);
    expect(text).to.match(/^## libwebp\n\n```text\nCopyright \(c\) 2010, Google Inc\./m);
    expect(text).to.include("Additional IP Rights Grant (Patents)");
    const texts = [...text.matchAll(/```text\n([^]*?)\n```/g)].map(([, inner]) => inner);
    expect(texts.length).to.be.above(3);
    expect(new Set(texts).size).to.equal(texts.length);
  });

  it("names the decoders in layers of their own, which have the texts of what is compiled in", () => {
    expect(text).to.match(/^\| @jsquash\/avif \| [\d.]+ \| Apache-2\.0 \| libavif \(BSD-2-Clause\), libaom /m);
    expect(text).to.match(/^\| libheif-js \| [\d.]+ \| LGPL-3\.0 \| {2}\| `heic` \|$/m);
    expect(codecNotices("avif")).to.match(/## libavif\n\n```text\nCopyright 2019 Joe Drago/);
    for (const text of [
      /## libaom\n\n```text\nCopyright \(c\) 2016, Alliance/,
      /Patent License 1\.0/,
      /## simde\n/,
      /## musl\n/,
    ])
      expect(codecNotices("avif")).to.match(text);
    expect(codecNotices("jxl")).to.match(/## libjxl\n\n```text\nCopyright \(c\) the JPEG XL Project Authors/);
    expect(codecNotices("heic")).to.equal(undefined);
    const licence = readFileSync(require.resolve("libheif-js/libheif-wasm/LICENSE"), "utf8");
    expect(licence).to.include("GNU LESSER GENERAL PUBLIC LICENSE");
  });

  for (const licence of ["MIT", "Apache-2.0", "(MIT OR GPL-3.0-only)", "MIT AND BSD-3-Clause"]) {
    it(`lets ${licence} ship`, () => {
      expect(() => checkLicence("some", "1.0.0", licence)).not.to.throw();
    });
  }

  for (const licence of [
    "GPL-3.0-only",
    "AGPL-3.0-or-later",
    "LGPL-3.0",
    "MIT AND GPL-2.0-only",
    "(MIT OR Apache-2.0) AND GPL-3.0-only",
    "SEE LICENSE IN LICENSE",
    "UNLICENSED",
    undefined,
  ]) {
    it(`lets nothing ship under ${licence ?? "no licence"}`, () => {
      expect(() => checkLicence("some", "1.0.0", licence)).to.throw(
        /^LICENCE_REFUSED: some 1\.0\.0 is in the layer and has /,
      );
    });
  }
});
