import { corrupt } from "../image-error";
import { readBoxes } from "../isobmff";

/** Bits of a codestream, the lowest of each byte first (ISO/IEC 18181-1, 9.1). */
class BitReader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  u(bits: number): number {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, this.at++) {
      const byte = this.bytes[this.at >> 3];
      if (byte === undefined) throw corrupt("JPEG XL", "it ends in its header");
      value += ((byte >> (this.at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }
}

/** Numerator and denominator of the width to the height, by `ratio` (ISO/IEC 18181-1, annex D.2). */
const ratios: readonly (readonly [number, number])[] = [[1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]]; // prettier-ignore

/** Bits of a side, less one. */
const sideBits = [9, 13, 18, 30] as const;

/** The codestream: the file itself, or what its boxes hold of it (ISO/IEC 18181-2). */
function codestream(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff) return bytes;
  for (const { type, body } of readBoxes(bytes)) {
    if (type === "jxlc") return body;
    // The first part, behind its number: the header is in it.
    if (type === "jxlp") return body.subarray(4);
  }
  // A single box that is not complete.
  const at = bytes.indexOf("jxlc", 0, "latin1");
  if (at < 0) throw corrupt("JPEG XL", "it has no codestream");
  return bytes.subarray(at + 4);
}

/** SizeHeader, and the orientation in ImageMetadata (ISO/IEC 18181-1, annexes D.2 and D.3). */
export function readJxlHeader(bytes: Buffer): { readonly width: number; readonly height: number } {
  const bits = new BitReader(codestream(bytes));
  if (bits.u(16) !== 0x0aff) throw corrupt("JPEG XL", "its codestream does not start with a signature");
  const isMultipleOf8 = bits.u(1) === 1;
  const side = (): number => (isMultipleOf8 ? (1 + bits.u(5)) * 8 : 1 + bits.u(sideBits[bits.u(2)] as number));
  const height = side();
  const ratio = ratios[bits.u(3) - 1];
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  const isDefault = bits.u(1) === 1;
  const orientation = !isDefault && bits.u(1) === 1 ? 1 + bits.u(3) : 1;
  // From 5 on rows and columns are exchanged, which the decoder does.
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
