import { corrupt } from "../image-error";

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MAX_CODES = 4096;

/** TIFF's LZW: codes most significant bit first, lengthened one code earlier than GIF's (TIFF 6.0, section 13). */
export function decodeTiffLzw(data: Buffer, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  // For each code, position and length of its string in the output: a string is always a copy of earlier output.
  const start = new Uint32Array(MAX_CODES);
  const length = new Uint32Array(MAX_CODES);
  let [to, next, codeBits, previous, bits, held] = [0, FIRST_FREE, 9, -1, 0, 0];
  let previousStart = 0;
  let previousLength = 0;
  for (let at = 0; to < bytes;) {
    while (held < codeBits) {
      if (at === data.length) throw corrupt("TIFF", "a strip or tile is cut short");
      bits = ((bits << 8) | (data[at++] as number)) & 0xffffff;
      held += 8;
    }
    held -= codeBits;
    const code = (bits >> held) & ((1 << codeBits) - 1);
    if (code === END) throw corrupt("TIFF", "a strip or tile is cut short");
    if (code === CLEAR) {
      [next, codeBits, previous] = [FIRST_FREE, 9, -1];
      continue;
    }
    if (code > next || (code >= FIRST_FREE && previous < 0))
      throw corrupt("TIFF", "its LZW data has a code that is not in the table");
    const written = to;
    if (code < CLEAR) out[to++] = code;
    else {
      const from = code < next ? (start[code] as number) : previousStart;
      const count = code < next ? (length[code] as number) : previousLength + 1;
      for (let left = Math.min(count, bytes - to), source = from; left > 0; left--) out[to++] = out[source++] as number;
    }
    if (previous >= 0 && next < MAX_CODES) {
      start[next] = previousStart;
      length[next] = previousLength + 1;
      next++;
    }
    if (next + 1 >= 1 << codeBits && codeBits < 12) codeBits++;
    [previous, previousStart, previousLength] = [code, written, to - written];
  }
  return out;
}
