import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";
import { cells, type Cell } from "../../bench/imaging/cells";
import { makeSubjects } from "../../bench/imaging/subjects";

const cellOf = (name: string): Cell => cells.find((cell) => cell.name === name) ?? expect.fail(`no cell ${name}`);
const silent = (): void => undefined;

describe("images of the benchmark", () => {
  let dir: string;

  const photograph = async (name: string, width: number, height: number): Promise<string> => {
    const file = join(dir, name);
    await sharp({ create: { width, height, channels: 3, background: "#456" } })
      .jpeg()
      .toFile(file);
    return file;
  };

  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "bench-subjects-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("are used byte for byte where a cell takes them at their own size", async () => {
    const file = await photograph("wide.jpg", 2000, 1000);
    const [subject] = await makeSubjects(dir, [cellOf("jpeg-1200")], silent);
    expect(subject?.files.get("jpeg-1200")).to.equal(file);
  });

  it("are scaled down to a cell's size", async () => {
    await photograph("wide.jpg", 2000, 1000);
    const [subject] = await makeSubjects(dir, [cellOf("jpeg-1mp")], silent);
    const { width, height } = await sharp(readFileSync(subject?.files.get("jpeg-1mp") ?? "")).metadata();
    expect(width * height).to.be.closeTo(1e6, 2e3);
  });

  it("are left out where they would have to be enlarged", async () => {
    await photograph("small.jpg", 1800, 1000);
    await photograph("wide.jpg", 2400, 1300);
    const subjects = await makeSubjects(dir, [cellOf("jpeg-1mp"), cellOf("jpeg-1920"), cellOf("png-3mp")], silent);
    const namesOf = (cell: string) => subjects.filter(({ files }) => files.has(cell)).map(({ name }) => name);
    expect(namesOf("jpeg-1mp")).to.deep.equal(["small", "wide"]);
    expect(namesOf("jpeg-1920")).to.deep.equal(["wide"]);
    expect(namesOf("png-3mp")).to.deep.equal(["wide"]);
  });
});
