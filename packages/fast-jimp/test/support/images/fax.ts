import { blackRuns, HORIZONTAL, modes, PASS, whiteRuns, type RunCode } from "../../../src/tiff/fax/codes";

export interface FaxOptions {
  /** 2: one-dimensional, each row from a byte on; 3: T.4; 4: T.6. */
  readonly compression: 2 | 3 | 4;
  /** Of T.4: every row but each fourth one is two-dimensional. Default false. */
  readonly twoDimensional?: boolean;
  /** Of T.4: zeros before each EOL, so that it ends with a byte. Default false. */
  readonly fill?: boolean;
}

const END_OF_LINE = "000000000001";

const codeOf = (codes: readonly RunCode[], value: number): string => {
  const found = codes.find(([, other]) => other === value);
  if (!found) throw new Error(`no code of ${value}`);
  return found[0];
};

/** Codes of a run: make-up codes, then a terminating one (ITU-T T.4, 4.1.1). */
function runCode(black: boolean, pixels: number): string {
  const codes = black ? blackRuns : whiteRuns;
  let text = "";
  let left = pixels;
  for (; left >= 2560; left -= 2560) text += codeOf(codes, 2560);
  if (left >= 64) text += codeOf(codes, left - (left % 64));
  return text + codeOf(codes, left % 64);
}

/** Positions at which the colour changes, from white on. */
const changesOf = (row: readonly boolean[]): number[] =>
  row.flatMap((black, x) => (black !== (x > 0 && (row[x - 1] as boolean)) ? [x] : []));

function oneDimensional(row: readonly boolean[]): string {
  const ends = [...changesOf(row), row.length];
  return ends.map((end, run) => runCode(run % 2 === 1, end - (ends[run - 1] ?? 0))).join("");
}

/** ITU-T T.4, 4.2.1.3: the modes by positions a0, a1, a2, b1 and b2. */
function twoDimensional(row: readonly boolean[], above: readonly boolean[]): string {
  const width = row.length;
  const [changes, changesAbove] = [changesOf(row), changesOf(above)];
  let text = "";
  let [a0, black] = [-1, false];
  while (a0 < width) {
    const a1 = changes.find((x) => x > a0 && row[x] !== black) ?? width;
    const a2 = changes.find((x) => x > a1) ?? width;
    const b1 = changesAbove.find((x) => x > a0 && above[x] !== black) ?? width;
    const b2 = changesAbove.find((x) => x > b1) ?? width;
    if (b2 < a1) {
      text += codeOf(modes, PASS);
      a0 = b2;
    } else if (Math.abs(a1 - b1) <= 3) {
      text += codeOf(modes, a1 - b1);
      [a0, black] = [a1, !black];
    } else {
      text += codeOf(modes, HORIZONTAL) + runCode(black, a1 - Math.max(a0, 0)) + runCode(!black, a2 - a1);
      a0 = a2;
    }
  }
  return text;
}

/** Fax data of rows of black pixels. */
export function encodeFax(rows: readonly (readonly boolean[])[], options: FaxOptions): Buffer {
  const { compression, twoDimensional: mixed = false, fill = false } = options;
  let text = "";
  const toByte = (last = 0): void => {
    text += "0".repeat((8 - ((text.length + last) % 8)) % 8);
  };
  rows.forEach((row, y) => {
    const white = row.map(() => false);
    if (compression === 2) toByte();
    else if (compression === 3) {
      if (fill) toByte(END_OF_LINE.length);
      text += END_OF_LINE;
      const isFirst = y % 4 === 0;
      if (mixed) text += isFirst ? "1" : "0";
      if (mixed && !isFirst) {
        text += twoDimensional(row, rows[y - 1] ?? white);
        return;
      }
    } else {
      text += twoDimensional(row, rows[y - 1] ?? white);
      return;
    }
    text += oneDimensional(row);
  });
  if (compression === 4) text += END_OF_LINE.repeat(2);
  toByte();
  return Buffer.from((text.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
