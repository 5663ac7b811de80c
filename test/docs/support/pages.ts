import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { PROJECT_DIR } from "../../support/cli";

const markdownIn = (folder: string): string[] =>
  readdirSync(path.join(PROJECT_DIR, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/")))
    .sort();

/** Every page that people read, by its path in the project. */
export const pages: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...markdownIn("docs"),
  ...readdirSync(path.join(PROJECT_DIR, "packages")).map((name) => `packages/${name}/README.md`),
  "policy/README.md",
  "examples/README.md",
  "bench/results/README.md",
];

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** What follows the fence: the language, and where it says so the file that the block is of. */
  readonly info: string;
  readonly text: string;
}

const textOf = (page: string): string => readFileSync(path.join(PROJECT_DIR, page), "utf8");

/** The fenced blocks of every page, in order. */
export const blocks: readonly Block[] = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```(\S.*)\n([^]*?)^```$/gm)].map(([, info = "", text = ""]) => ({ page, info, text })),
);

/** A piece of code between backticks, in the text of a page. */
export interface InlineCode {
  readonly page: string;
  readonly text: string;
}

/** Every piece of code between backticks, without those of fenced blocks. */
export const inlineCode: readonly InlineCode[] = pages.flatMap((page) =>
  [
    ...textOf(page)
      .replace(/^```[^]*?^```$/gm, "")
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, text = ""]) => ({ page, text })),
);
