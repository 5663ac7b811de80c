import { expect } from "chai";
import fc from "fast-check";
import { parseResultKey, resultExtensions, resultKey, resultKeys, type ParsedResultKey } from "../../handlers/contract";

const extensions = Object.values(resultExtensions);

/** Keys made of what the scheme gives a meaning to, so that most of them look like results of other keys. */
const trickyKey = fc
  .array(fc.constantFrom("a", "processed", "thumb", "-", "/", ".", ".jpg", ".png", ".webp", "_", "\n", "é"), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(""));
const anyKey = fc.oneof(trickyKey, fc.string({ minLength: 1, unit: "binary" }));
const variantName = fc.oneof(
  fc.constantFrom("a", "processed", "thumb", "_"),
  fc.stringMatching(/^[A-Za-z0-9_]{1,32}$/),
);
const named: fc.Arbitrary<ParsedResultKey> = fc
  .record({ variant: variantName, key: anyKey, extension: fc.constantFrom(undefined, ...extensions) })
  .map(({ extension, ...rest }) => (extension === undefined ? rest : { ...rest, extension }));

const keyOf = ({ variant, key, extension }: ParsedResultKey): string => resultKey(variant, key, extension);

describe("the key of a result", () => {
  it("is the guide's where the format is kept, and the original's key with an extension where it is not", () => {
    expect(resultKey("processed", "in/cat.jpg")).to.equal("processed-in/cat.jpg");
    expect(resultKey("thumb", "in/scan.tiff", ".webp")).to.equal("thumb/in/scan.tiff.webp");
  });

  it("names variant, original and converted format: from any key all three are read back", () => {
    fc.assert(
      fc.property(named, (name) => {
        expect(parseResultKey(keyOf(name))).to.deep.equal(name);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is never that of another variant, original or format", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(named, { minLength: 50, maxLength: 50, selector: (name) => JSON.stringify(name) }),
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
    ];
    expect(others.map(parseResultKey)).to.deep.equal(others.map(() => undefined));
    expect(parseResultKey(`${"x".repeat(33)}-cat.jpg`)).to.equal(undefined);
  });
});
