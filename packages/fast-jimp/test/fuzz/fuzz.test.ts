import { expect } from "chai";
import { ImageError } from "../../src";
import { render } from "../support/render";
import { makeCorpus, type Seed } from "./corpus";
import { KNOWN_GOOD, KnownGood } from "./known-good";
import { mutate } from "./mutate";
import { tryRange, turnOf } from "./range";
import { FuzzFailure, tryOne, type Trial } from "./run";

const MUTATIONS = 1000;

/** Uses processor time, ms, and returns no rendition. */
function spin(ms: number): never[] {
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < ms * 1000);
  return [];
}

describe("broken files", () => {
  let corpus: Seed[];
  before(async () => {
    corpus = await makeCorpus();
  });

  it("are decoded before they are broken", async () => {
    const variant = {
      name: "a",
      width: 10,
      height: 10,
      fit: "cover",
      format: "auto",
      quality: 75,
      background: "#ffffff",
    } as const;
    for (const { name, file } of corpus) expect(await render(file, [variant]), name).to.have.lengthOf(1);
  });

  it(`are refused with a stable code or decoded, within time and memory limits, ${MUTATIONS} times`, async () => {
    const outcomes = await tryRange(corpus, { first: 0, count: MUTATIONS });
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).to.equal(MUTATIONS);
    // A mutator that only cuts headers, or changes nothing, would test little.
    expect(outcomes.get("IMAGE_CORRUPT")).to.be.above(MUTATIONS * 0.2);
    expect(outcomes.get("decoded")).to.be.above(MUTATIONS * 0.1);
  });

  it("are reported where the next image changes", async () => {
    const good = await KnownGood.of(corpus);
    const failure = (trial: Trial): Promise<string> =>
      tryOne(corpus[0] as Seed, 7, new Map(), { good, ...trial }).then(
        () => "none",
        (reason: Error) => reason.message,
      );
    good.changed = (names = []) => Promise.resolve(names.filter((name) => name === "gif"));
    expect(await failure({ other: "gif" })).to.equal("jpeg, seed 7: changed the next images: gif");
    expect(await failure({ other: "png" })).to.equal("none");
    good.changed = (names = []) => Promise.resolve(names.filter((name) => name === "jpeg"));
    expect(await failure({})).to.equal("jpeg, seed 7: changed the next images: jpeg");
  });

  it("are followed by intact images of every other kind, each in turn", () => {
    const kinds = 4;
    const pairs = new Set<string>();
    for (let seed = 0; seed < 3 * KNOWN_GOOD.length * kinds; seed++) {
      const { kind, other } = turnOf(seed, kinds);
      if (other !== undefined) pairs.add(`${kind}, ${other}`);
    }
    expect(pairs.size).to.equal(kinds * KNOWN_GOOD.length);
  });

  it("are reproducible by their seed", () => {
    for (const { file } of corpus)
      for (const seed of [1, 2, 3]) expect(mutate(file, seed).equals(mutate(file, seed))).to.equal(true);
  });

  it("are reported where another error or code is thrown, or the limit of time is exceeded", async () => {
    const seed: Seed = { name: "trap", file: Buffer.from("GIF89a, and no more of it") };
    const slips: readonly (readonly [slip: () => Promise<never[]>, message: RegExp])[] = [
      [() => Promise.reject(new TypeError("a slip")), /^trap, seed 7: TypeError: a slip/],
      [() => Promise.reject(new ImageError("GONE" as "IMAGE_CORRUPT", "gone")), /^trap, seed 7: .*gone/],
      [() => Promise.resolve(spin(150)), /^trap, seed 7: took \d+ ms of processor time/],
    ];
    for (const [slip, message] of slips) {
      const error: unknown = await tryOne(seed, 7, new Map(), { draw: slip, maxMs: 100 }).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(FuzzFailure);
      expect((error as Error).message).to.match(message);
    }
  });
});
