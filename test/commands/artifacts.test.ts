import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { artifactTable } from "../../commands/artifacts";

const SHA256 = "0123456789abcdef".repeat(4);
const artifacts = [
  { name: "images-layer", type: "aws:lambda/layerVersion:LayerVersion", bytes: 454507, sha256: SHA256, entries: 2 },
  { name: "images-function", type: "aws:lambda/function:Function", bytes: 1866, sha256: SHA256, entries: 1 },
];
const lines = (columns?: number) => stripVTControlCharacters(artifactTable(artifacts, 456373, columns)).split("\n");

describe("the table of artifacts", () => {
  it("has a line for each and one for the total, where the terminal is wide enough", () => {
    const widest = Math.max(...lines().map((line) => line.length));
    for (const table of [lines(), lines(widest)]) {
      expect(table.filter((line) => line.includes(SHA256))).to.have.length(2);
      expect(table.find((line) => line.includes("images-layer"))).to.match(/LayerVersion\s+454507\s+0123456789abcdef/);
      expect(table.find((line) => line.includes("total"))).to.match(/ total +456373 *$/);
    }
  });

  it("has a few lines for each where the terminal is narrower", () => {
    const widest = Math.max(...lines().map((line) => line.length));
    expect(lines(widest - 1)).to.deep.equal([
      "images-layer",
      "  aws:lambda/layerVersion:LayerVersion  454507 bytes",
      `  ${SHA256}`,
      "images-function",
      "  aws:lambda/function:Function  1866 bytes",
      `  ${SHA256}`,
      "total 456373 bytes",
    ]);
  });
});
