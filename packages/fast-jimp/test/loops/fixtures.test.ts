import { expect } from "chai";
import { makeCorpus, type Seed } from "../fuzz/corpus";
import { renderAll } from "../fuzz/known-good";
import { mutate } from "../fuzz/mutate";
import { makeInputs } from "../quality/inputs";
import { differenceOf, loadWith, outcomeOf } from "../support/backends";
import { damagedJpegs } from "../support/images";

const MUTATIONS = 400;

describe("an image is rendered to the same bytes, or refused with the same words, as WebAssembly and in JavaScript:", () => {
  const wasm = loadWith("wasm");
  const javascript = loadWith("javascript");
  let corpus: Seed[];
  before(async () => {
    corpus = await makeCorpus();
  });

  /** @returns what it is rendered to, or the refusal */
  async function compare(file: Buffer, name: string): Promise<Uint8Array> {
    const expected = await outcomeOf(() => renderAll(file, javascript.render));
    expect(differenceOf(await outcomeOf(() => renderAll(file, wasm.render)), expected), name).to.equal(undefined);
    return expected;
  }

  it("every kind of file", async () => {
    for (const { name, file } of corpus) expect((await compare(file, name)).length, name).to.be.above(300);
  });

  it(`${MUTATIONS} broken files`, async () => {
    let refused = 0;
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const { name, file, repair } = corpus[seed % corpus.length] as Seed;
      const broken = mutate(file, seed);
      repair?.(broken);
      const outcome = await compare(broken, `${name}, seed ${seed}`);
      if (outcome.length < 300) refused++;
    }
    expect(refused).to.be.within(MUTATIONS * 0.1, MUTATIONS * 0.9);
  });

  it("JPEGs with damaged entropy-coded data", async () => {
    for (const [i, file] of damagedJpegs(60).entries()) await compare(file, `damaged JPEG ${i}`);
  });

  it("photo-like scenes, at the default and at `best`", async () => {
    const base = { name: "a", fit: "fill", quality: 75, background: "#ffffff" } as const;
    for (const { name, file, result } of await makeInputs()) {
      const variants = [
        { ...base, ...result, format: "png" },
        { ...base, ...result, format: "jpeg" },
      ] as const;
      for (const quality of ["fast", "best"] as const) {
        const [ours, theirs] = await Promise.all(
          [wasm, javascript].map(async ({ render }) => {
            const renditions = await render(file, variants, { quality });
            return Buffer.concat(renditions.map(({ bytes }) => bytes));
          }),
        );
        expect(differenceOf(ours as Buffer, theirs as Buffer), `${name}, ${quality}`).to.equal(undefined);
      }
    }
  });
});
