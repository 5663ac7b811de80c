import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const DOCUMENT = readFileSync(join(ROOT, "docs", "aws-behaviour.md"), "utf8");

/** Folders of `packages/local-aws/src` that are no service. */
const noServices = ["http", "state", "traces"];

interface Section {
  readonly title: string;
  /** Folder of the service in `packages/local-aws/src`. */
  readonly folder: string | undefined;
  readonly rows: readonly (readonly string[])[];
}

/** Sections of the document with the rows of their tables: behaviour, source, tests. */
const sections: readonly Section[] = DOCUMENT.split(/^## /m)
  .slice(1)
  .map((part) => {
    const [title = "", ...lines] = part.split("\n");
    const rows = lines
      .filter((line) => line.startsWith("| "))
      .slice(2)
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    return { title, folder: /\(`([\w-]+)`\)$/.exec(title)?.[1], rows };
  });
const services = sections.filter(({ folder }) => folder !== undefined);
const rows = services.flatMap(({ title, rows: own }) => own.map((cells) => ({ title, cells })));
const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

describe("docs/aws-behaviour.md", () => {
  it("has a section for every service of the embedded AWS, and for nothing else", () => {
    const folders = readdirSync(join(ROOT, "packages", "local-aws", "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !noServices.includes(entry.name))
      .map(({ name }) => name);
    expect(services.map(({ folder }) => folder)).to.have.members(folders);
    for (const { title, rows: own } of services) expect(own, title).not.to.have.length(0);
  });

  it("has a behaviour, a source and a test in every row", () => {
    for (const { title, cells } of rows) {
      expect(cells, `${title}: ${cells[0]}`).to.have.length(3);
      for (const cell of cells) expect(cell, `${title}: ${cells[0]}`).to.not.equal("");
    }
  });

  it("names as source a page of documentation, a specification, or a test that was recorded on AWS", () => {
    const source = /https:\/\/[\w.-]+\/\S+|^recorded: `[\w/.-]+`|^model: `[\w-]+`|^artefact: `[\w/.-]+`/;
    for (const { title, cells } of rows) expect(cells[1], `${title}: ${cells[0]}`).to.match(source);
  });

  it("names tests that exist", () => {
    for (const { title, cells } of rows) {
      const files = quoted(cells[2] ?? "");
      expect(files, `${title}: ${cells[0]}`).not.to.have.length(0);
      for (const file of files) {
        expect(file, title).to.match(/\.(test|engine)\.ts$/);
        expect(existsSync(join(ROOT, file)), `${title}: ${file}`).to.equal(true);
      }
    }
  });
});
