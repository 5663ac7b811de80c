import fc from "fast-check";
import { expect } from "chai";
import { codesOf } from "../../src/jpeg/huffman";
import { optimalHuffman } from "../../src/jpeg/optimal-huffman";

const countsOf = (values: readonly number[]): Int32Array => Int32Array.from({ length: 256 }, (_, i) => values[i] ?? 0);

/** Bits of each symbol's code; 0 where it has none. */
const lengthsOf = (counts: Int32Array): number[] => Array.from(codesOf(optimalHuffman(counts)), (code) => code & 31);

/** Bits that a code without a limit takes: the sum of all inner nodes of Huffman's tree. */
function leastBits(counts: readonly number[]): number {
  const nodes = [...counts];
  let bits = 0;
  while (nodes.length > 1) {
    nodes.sort((a, b) => b - a);
    const sum = (nodes.pop() ?? 0) + (nodes.pop() ?? 0);
    bits += sum;
    nodes.push(sum);
  }
  return bits;
}

describe("a Huffman table made for its symbols", () => {
  it("has a code for each symbol that occurs, none of ones alone, in the fewest bits", () => {
    const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 })), {
      minLength: 1,
      maxLength: 256,
    });
    fc.assert(
      fc.property(
        counts.filter((values) => values.some((count) => count > 0)),
        (values) => {
          const occurring = countsOf(values);
          const lengths = lengthsOf(occurring);
          lengths.forEach((length, symbol) => expect(length > 0).to.equal((occurring[symbol] ?? 0) > 0));
          const free = 1 - lengths.reduce((sum, length) => sum + (length > 0 ? 2 ** -length : 0), 0);
          // The code of ones, as long as the longest at least.
          expect(free).to.be.at.least(2 ** -16);
          expect(free).to.be.at.most(2 ** -Math.max(...lengths));
          if (Math.max(...lengths) === 16) return;
          const bits = lengths.reduce((sum, length, symbol) => sum + length * (occurring[symbol] ?? 0), 0);
          expect(bits).to.equal(leastBits([0, ...values.filter((count) => count > 0)]));
        },
      ),
    );
  });

  it("has codes of at most 16 bits where the fewest bits would take longer ones", () => {
    // Each count is the sum of the two before: the deepest tree there is.
    const fibonacci = [1, 1];
    while (fibonacci.length < 36) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    const lengths = lengthsOf(countsOf(fibonacci)).slice(0, 36);
    expect(Math.max(...lengths)).to.equal(16);
    expect(lengths.filter((length) => length === 0)).to.deep.equal([]);
    // The more frequent, the shorter.
    expect(lengths).to.deep.equal(lengths.toSorted((a, b) => b - a));
    expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).to.be.at.most(1 - 2 ** -16);
  });

  it("codes a single symbol in one bit", () => {
    expect(lengthsOf(countsOf([0, 7]))[1]).to.equal(1);
  });
});
