/** How codes of an LZW stream are stored. */
export interface LzwKind {
  /** Bits of a code that stands for a byte, 2..11. */
  readonly literalBits: number;
  /** TIFF's (section 13): codes begin at the highest bit, and grow one code early. Else GIF's (GIF89a, appendix F). */
  readonly tiff: boolean;
}

const MAX_CODES = 4096;

/** Codes of any length, one after the other. */
class CodeWriter {
  private readonly bits: number[] = [];

  write(code: number, length: number, highFirst: boolean): void {
    for (let bit = 0; bit < length; bit++) this.bits.push((code >> (highFirst ? length - 1 - bit : bit)) & 1);
  }

  finish(highFirst: boolean): Buffer {
    const out = Buffer.alloc(Math.ceil(this.bits.length / 8));
    this.bits.forEach((bit, at) => {
      const shift = highFirst ? 7 - (at & 7) : at & 7;
      out[at >> 3] = (out[at >> 3] as number) | (bit << shift);
    });
    return out;
  }
}

/**
 * Compresses bytes below 2^literalBits.
 *
 * @param clearAt strings in the table at which it is cleared; above 4096 codes it stays full
 */
export function encodeLzw(bytes: Uint8Array, { literalBits, tiff }: LzwKind, clearAt = MAX_CODES - 2): Buffer {
  const writer = new CodeWriter();
  const clear = 1 << literalBits;
  let table = new Map<string, number>();
  let next = clear + 2;
  let codeBits = literalBits + 1;
  const reset = (): void => {
    writer.write(clear, codeBits, tiff);
    table = new Map();
    [next, codeBits] = [clear + 2, literalBits + 1];
  };
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) as number));
  // A reader has an entry only when it has read the code after it.
  let isFirst = true;
  const write = (text: string): void => {
    writer.write(codeOf(text), codeBits, tiff);
    if (!isFirst && next + (tiff ? 1 : 0) >= 1 << codeBits && codeBits < 12) codeBits++;
    isFirst = false;
  };
  reset();
  let held = "";
  for (const byte of bytes) {
    const longer = held + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) held = longer;
    else {
      write(held);
      if (next < MAX_CODES) table.set(longer, next++);
      held = String.fromCharCode(byte);
      if (next >= clearAt) {
        write(held);
        reset();
        [held, isFirst] = ["", true];
      }
    }
  }
  if (held !== "") write(held);
  writer.write(clear + 1, codeBits, tiff);
  return writer.finish(tiff);
}
