import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { expect } from "chai";
import { parse } from "yaml";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { ExtendedCopy } from "./support/extended-copy";
import { blocks } from "./support/pages";

const PAGE = "docs/extend.md";
const ofPage = blocks.filter(({ page }) => page === PAGE);

interface Results {
  readonly variants: readonly object[];
  readonly operation: readonly number[];
  readonly format: object;
  readonly rule: readonly number[];
  readonly service: readonly object[];
}

/** The variants of the page as JSON, as `pulumi config set` takes them. */
function variantsOfPage(): string {
  const text = ofPage.find(({ info }) => info === "yaml")?.text ?? "";
  const { config } = parse(text) as { readonly config: Readonly<Record<string, unknown>> };
  return JSON.stringify(config["image-pipeline:variants"]);
}

describe("the examples of docs/extend.md, applied to a copy of the repository", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let copy: ExtendedCopy;
  let results: Results;
  before(async () => {
    copy = new ExtendedCopy();
    for (const block of ofPage.filter(({ info }) => /^(ts|diff) /.test(info))) copy.apply(block);
    const args = ["--conditions=source", "--import", "tsx", path.join("test/docs/extended/check.ts"), variantsOfPage()];
    const env = { ...process.env, NODE_OPTIONS: "" };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy.dir, env });
    results = JSON.parse(stdout) as Results;
  });
  after(() => copy.remove());

  it("a variant gives each image a result of its size, format and key", () => {
    expect(results.variants).to.deep.equal([
      { key: "processed-cat.jpg", width: 300, height: 300, format: "jpeg" },
      { key: "banner/cat.jpg.webp", width: 1600, height: 400, format: "webp" },
    ]);
  });

  it("an operation is read from the configuration and applied", () => {
    expect(results.operation).to.deep.equal([255]);
  });

  it("a format is read, refused where it is damaged, and triggers the function", () => {
    expect(results.format).to.deep.equal({ pixel: [255, 0, 0], refusal: "IMAGE_CORRUPT", isSuffix: true });
  });

  it("a rule finds what it is about, and nothing else", () => {
    expect(results.rule).to.deep.equal([1, 0, 0]);
  });

  it("a service answers, does not know what it was not told, and refuses a role without a grant", () => {
    const [read, unknown, refused] = results.service;
    expect(read).to.deep.nested.include({ "Parameter.Value": "300" });
    expect(unknown).to.include({ __type: "ParameterNotFound" });
    expect(JSON.stringify(refused)).to.contain("AccessDenied");
  });
});
