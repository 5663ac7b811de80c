import { expect } from "chai";
import { Readable } from "node:stream";
import { readWhole } from "../../layer/read-whole";

const bodyOf = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe("reading a whole body", () => {
  it("joins its chunks in one buffer that has no more than them", async () => {
    const bytes = await readWhole(bodyOf("a ", "cat", "!!"), 7);
    expect(bytes.toString()).to.equal("a cat!!");
    expect(bytes.buffer.byteLength).to.equal(7);
  });

  for (const [what, chunks] of [
    ["less", ["a ", "cat"]],
    ["more", ["a ", "cat", "!!!"]],
  ] as const) {
    it(`fails when ${what} comes than was announced`, async () => {
      const error = await readWhole(bodyOf(...chunks), 7).catch((reason: unknown) => reason);
      expect(error)
        .to.be.an("error")
        .with.property(
          "message",
          `Expected a body of 7 bytes, as S3 had announced it; ${chunks.join("").length} came.`,
        );
    });
  }

  it("fails when the body ends with an error", async () => {
    const broken = Readable.from([Buffer.from("a ")]).once("data", () => broken.destroy(new Error("cut")));
    expect(await readWhole(broken, 7).catch(String)).to.equal("Error: cut");
  });
});
