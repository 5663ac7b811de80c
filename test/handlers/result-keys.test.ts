import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import {
  hashOf,
  immutableKey,
  parseResultKey,
  resultExtensions,
  resultKey,
  resultKeys,
  type ParsedResultKey,
} from "../../handlers/contract";

const extensions = Object.values(resultExtensions);

/** Keys made of what the scheme gives a meaning to, so that most of them look like results of other keys. */
const trickyKey = fc
  .array(
    fc.constantFrom(
      "a",
      "processed",
      "thumb",
      "results.immutable/",
      ".0123456789abcdef",
      "-",
      "/",
      ".",
      ".jpg",
      ".png",
      ".webp",
      "_",
      "\n",
      "é",
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(""));
const anyKey = fc.oneof(trickyKey, fc.string({ minLength: 1, unit: "binary" }));
const variantName = fc.oneof(
  fc.constantFrom("a", "processed", "thumb", "_"),
  fc.stringMatching(/^[A-Za-z0-9_]{1,32}$/),
);
const named: fc.Arbitrary<ParsedResultKey> = fc
  .record({ variant: variantName, key: anyKey, extension: fc.constantFrom(undefined, ...extensions) })
  .map(({ extension, ...rest }) => (extension === undefined ? rest : { ...rest, extension }));

const immutable: fc.Arbitrary<ParsedResultKey> = fc.record({
  variant: variantName,
  key: anyKey,
  extension: fc.constantFrom(...extensions),
  hash: fc.stringMatching(/^[0-9a-f]{16}$/),
});
const either = fc.oneof(named, immutable);

const keyOf = ({ variant, key, extension, hash }: ParsedResultKey): string =>
  hash !== undefined && extension !== undefined
    ? immutableKey(key, { variant, extension, hash })
    : resultKey(variant, key, extension);

describe("the key of a result", () => {
  it("has a hash of the result's bytes where it is immutable", () => {
    const hash = hashOf(createHash("sha256").update("test").digest("base64url"));
    expect(immutableKey("in/cat.jpg", { variant: "thumb", hash, extension: ".webp" })).to.equal(
      "results.immutable/in/cat.jpg/thumb.9f86d081884c7d65.webp",
    );
  });

  it("is the guide's where the format is kept, and the original's key with an extension where it is not", () => {
    expect(resultKey("processed", "in/cat.jpg")).to.equal("processed-in/cat.jpg");
    expect(resultKey("thumb", "in/scan.tiff", ".webp")).to.equal("thumb/in/scan.tiff.webp");
  });

  it("names variant, original and converted format: from any key all three are read back", () => {
    fc.assert(
      fc.property(either, (name) => {
        expect(parseResultKey(keyOf(name))).to.deep.equal(name);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is never that of another variant, original or format", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(either, { minLength: 50, maxLength: 50, selector: (name) => JSON.stringify(name) }),
        (names) => {
          expect(new Set(names.map(keyOf)).size).to.equal(names.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is one of the keys that are looked at when results are removed", () => {
    fc.assert(
      fc.property(named, (name) => {
        expect(resultKeys(name.variant, name.key)).to.include(keyOf(name));
      }),
    );
  });

  it("is read from no object that is no result", () => {
    const others = [
      "",
      "cat.jpg",
      "processed",
      "processed-",
      "-cat.jpg",
      "/cat.jpg",
      "a b-cat.jpg",
      "x/.jpg",
      "x/cat.gif",
      "results.immutable/thumb.9f86d081884c7d65.webp",
      "results.immutable/cat.jpg/thumb.9f86d081884c7d6.webp",
      "results.immutable/cat.jpg/thumb.9f86d081884c7d65.gif",
      "results.immutable/cat.jpg/thumb.9f86d081884c7d65.x.webp",
      "results.immutable/cat.jpg/a-b.9f86d081884c7d65.webp",
    ];
    expect(others.map(parseResultKey)).to.deep.equal(others.map(() => undefined));
    expect(parseResultKey(`${"x".repeat(33)}-cat.jpg`)).to.equal(undefined);
  });
});
