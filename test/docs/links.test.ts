import { expect } from "chai";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { PROJECT_DIR } from "../support/cli";
import { pages } from "./support/pages";

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

describe("the links of the documentation", () => {
  it("are many", () => {
    expect(pages.length).to.be.above(25);
  });

  for (const page of pages) {
    it(`of ${page} lead to files and headings that exist`, () => {
      const file = path.join(PROJECT_DIR, page);
      const links = [...readFileSync(file, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
      const dead = links.filter((link) => {
        if (/^[a-z]+:/.test(link)) return false;
        const [target = "", anchor] = link.split("#");
        const to = target === "" ? file : path.join(path.dirname(file), target);
        if (!existsSync(to)) return true;
        return anchor !== undefined && statSync(to).isFile() && !anchorsOf(to).includes(anchor);
      });
      expect(dead).to.deep.equal([]);
    });
  }
});
