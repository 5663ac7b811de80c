import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { PROJECT_DIR } from "../support/cli";
import { blocks } from "./support/pages";

/** Blocks that say of which file of the project they are: "ts infra/functions.ts". docs/extend.md shows new ones. */
const excerpts = blocks.flatMap(({ page, info, text }) => {
  if (page === "docs/extend.md") return [];
  const [, file] = /^ts (\S+)$/.exec(info) ?? [];
  return file === undefined ? [] : [{ page, file, text }];
});

describe("the code on the pages", () => {
  it("shows the callback and jimp in README", () => {
    const shown = excerpts.filter(({ page }) => page === "README.md");
    expect(shown.map(({ file }) => file)).to.deep.equal(["infra/functions.ts", "handlers/rendition.ts"]);
    expect(shown[0]?.text).to.contain("callbackFactory").and.to.contain('require("@image-pipeline/layer")');
    expect(shown[1]?.text).to.contain("image.cover(");
  });

  for (const { page, file, text } of excerpts) {
    it(`of ${page} that is said to be of ${file} stands there, line by line`, () => {
      expect(readFileSync(path.join(PROJECT_DIR, file), "utf8")).to.contain(text);
    });
  }

  it("and the pictures of README are files, and README has at most 150 lines", () => {
    const readme = readFileSync(path.join(PROJECT_DIR, "README.md"), "utf8");
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
    expect(pictures).to.not.be.empty;
    for (const file of pictures) expect(existsSync(path.join(PROJECT_DIR, file)), file).to.equal(true);
    expect(readme.split("\n").length).to.be.at.most(151);
  });
});
