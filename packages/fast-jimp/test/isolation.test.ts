import { createHash } from "node:crypto";
import { expect } from "chai";
import { convolution } from "../src/resample/convolver";
import { blockLoops } from "../src/jpeg/block-loops";
import { encodeLoops } from "../src/jpeg/encode-blocks";
import { pngLoops } from "../src/png/loops";
import { rasterLoops } from "../src/raster/loops";
import { ImageError } from "../src";
import { makeCorpus, type Seed } from "./fuzz/corpus";
import { KNOWN_GOOD, KnownGood, renderAll } from "./fuzz/known-good";
import { mutate } from "./fuzz/mutate";
import { damagedJpegs } from "./support/images";

const modules = { blockLoops, encodeLoops, pngLoops, rasterLoops, convolution };
/** Less than what makes an arena too large to be kept. */
const FILLED_BYTES = 8 * 1024 * 1024;

/** Fills the memory that the next call of each module works in. */
function fillArenas(value: number): void {
  for (const module of Object.values(modules)) {
    module.use((arena) => arena.bytes(arena.allocate(FILLED_BYTES), FILLED_BYTES).fill(value));
  }
}

/** Runs with every uninitialised Buffer filled with a value. */
async function withFilledBuffers<Result>(value: number, work: () => Promise<Result>): Promise<Result> {
  const original = { ...Object.getOwnPropertyDescriptors(Buffer) };
  const filled = (size: number): Buffer => Buffer.alloc(size, value);
  Object.assign(Buffer, { allocUnsafe: filled, allocUnsafeSlow: filled });
  try {
    return await work();
  } finally {
    Object.defineProperties(Buffer, { allocUnsafe: original.allocUnsafe, allocUnsafeSlow: original.allocUnsafeSlow });
  }
}

/** What a file becomes: a digest of its renditions, or the code of its refusal. */
const outcomeOf = async (file: Buffer): Promise<string> => {
  try {
    return createHash("sha256")
      .update(await renderAll(file))
      .digest("hex");
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
};

describe("an image decoded after others", () => {
  let corpus: Seed[];
  let good: KnownGood;
  before(async () => {
    corpus = await makeCorpus();
    good = await KnownGood.of(corpus);
  });

  it("has no data of JPEGs that were refused in the middle of a block", async () => {
    let refused = 0;
    for (const file of damagedJpegs(150)) {
      const outcome = await outcomeOf(file);
      if (outcome !== "IMAGE_CORRUPT") continue;
      // Those that share its memory, and one of the others.
      const others = ["jpeg", "progressive jpeg", "grey jpeg", KNOWN_GOOD[refused++ % KNOWN_GOOD.length] as string];
      expect(await good.changed(others)).to.deep.equal([]);
    }
    // Damage that is hardly ever noticed would show nothing.
    expect(refused).to.be.above(30);
  });

  it("does not depend on earlier contents of memory", async () => {
    for (const value of [0x00, 0x5a, 0xff]) {
      await withFilledBuffers(value, async () => {
        for (const { name, file } of corpus) {
          fillArenas(value);
          const bytes = await outcomeOf(file);
          fillArenas(0);
          expect(await withFilledBuffers(0, () => outcomeOf(file)), `${name}, filled with ${value}`).to.equal(bytes);
        }
      });
    }
  });

  it("gives the same bytes in any order, interleaved and in parallel, among intact and broken files", async () => {
    const files = corpus.flatMap(({ file, repair }, i) => {
      const broken = mutate(file, i);
      repair?.(broken);
      return [file, broken];
    });
    const alone: string[] = [];
    for (const file of files) alone.push(await outcomeOf(file));

    const backwards: string[] = [];
    for (const file of [...files].reverse()) backwards.unshift(await outcomeOf(file));
    expect(backwards).to.deep.equal(alone);

    expect(await Promise.all(files.map(outcomeOf))).to.deep.equal(alone);

    // Pairs: each begins while the one before it is still being decoded.
    for (let i = 1; i < files.length; i++) {
      const [left, right] = await Promise.all([outcomeOf(files[i - 1] as Buffer), outcomeOf(files[i] as Buffer)]);
      expect([left, right]).to.deep.equal([alone[i - 1], alone[i]]);
    }
  });
});

describe("the memory of a module of loops", () => {
  for (const [name, module] of Object.entries(modules)) {
    it(`is discarded when a call of ${name} throws`, () => {
      let first: unknown;
      expect(() =>
        module.use((arena) => {
          first = arena;
          throw new Error("in mid-block");
        }),
      ).to.throw("in mid-block");
      module.use((arena) => expect(arena).not.to.equal(first));
    });

    it(`is reused when a call of ${name} succeeds`, () => {
      const first = module.use((arena): unknown => arena);
      module.use((arena) => expect(arena).to.equal(first));
    });
  }

  it("is discarded when an asynchronous call rejects", async () => {
    let first: unknown;
    const failing = pngLoops.useAsync((arena) => {
      first = arena;
      return Promise.reject(new Error("between two pieces"));
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal("between two pieces");
    pngLoops.use((arena) => expect(arena).not.to.equal(first));
  });
});
