import { type HuffmanTable, makeHuffmanTable } from "./huffman";

const MAX_LENGTH = 16;

/** A node of a Huffman tree: a symbol, or two nodes. */
interface Node {
  readonly count: number;
  readonly symbol?: number;
  readonly children?: readonly [Node, Node];
}

/**
 * The Huffman table that codes symbols in the fewest bits, none longer than 16 and no code of ones alone (ITU-T T.81,
 * K.2).
 *
 * @param counts how often each symbol 0..255 occurs; at least one does
 */
export function optimalHuffman(counts: Int32Array): HuffmanTable {
  const leaves: Node[] = [];
  counts.forEach((count, symbol) => {
    if (count > 0) leaves.push({ count, symbol });
  });
  leaves.sort((a, b) => a.count - b.count);
  // The code of ones belongs to a symbol that does not occur: the least frequent of all, with the longest code.
  const ofLength = limited(lengthsOf([{ count: 0 }, ...leaves]));
  const longest = ofLength.findLastIndex((count) => count > 0);
  ofLength[longest] = (ofLength[longest] as number) - 1;
  const symbols = Uint8Array.from(leaves.reverse(), ({ symbol = 0 }) => symbol);
  return makeHuffmanTable(Uint8Array.from(ofLength.slice(1)), symbols);
}

/**
 * Lengths of a Huffman code, by their number of codes.
 *
 * @param leaves by their counts, the least first
 */
function lengthsOf(leaves: readonly Node[]): number[] {
  // Both queues are in order, so that the least node is at the front of one of them.
  const inner: Node[] = [];
  let [nextLeaf, nextInner] = [0, 0];
  const take = (): Node => {
    const [leaf, node] = [leaves[nextLeaf], inner[nextInner]];
    if (leaf && (!node || leaf.count <= node.count)) {
      nextLeaf++;
      return leaf;
    }
    nextInner++;
    return node as Node;
  };
  for (let merges = leaves.length - 1; merges > 0; merges--) {
    const children: [Node, Node] = [take(), take()];
    inner.push({ count: children[0].count + children[1].count, children });
  }
  const ofLength = new Array<number>(leaves.length + 1).fill(0);
  const visit = ({ children }: Node, length: number): void => {
    if (children) for (const child of children) visit(child, length + 1);
    else ofLength[length] = (ofLength[length] as number) + 1;
  };
  visit(take(), 0);
  return ofLength;
}

/** Shortens codes of more than 16 bits (T.81, figure K.3). */
function limited(lengths: readonly number[]): number[] {
  const ofLength = Array.from({ length: Math.max(lengths.length, MAX_LENGTH + 1) }, (_, i) => lengths[i] ?? 0);
  const change = (length: number, by: number): void => {
    ofLength[length] = (ofLength[length] as number) + by;
  };
  for (let length = ofLength.length - 1; length > MAX_LENGTH; length--) {
    while ((ofLength[length] as number) > 0) {
      let shorter = length - 2;
      while (ofLength[shorter] === 0) shorter--;
      change(length, -2);
      change(length - 1, 1);
      change(shorter + 1, 2);
      change(shorter, -1);
    }
  }
  return ofLength.slice(0, MAX_LENGTH + 1);
}
