import { inflateSync } from "node:zlib";
import { corrupt } from "../image-error";
import { FAX_RLE, FAX_T4, FAX_T6 } from "./fax/compressions";
import { decodeFax, type FaxLayout } from "./fax/decode";
import { decodeTiffLzw } from "./lzw";

/** PackBits (TIFF 6.0, section 9). */
function unpackBits(data: Buffer, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  let to = 0;
  for (let at = 0; to < bytes;) {
    if (at >= data.length) throw corrupt("TIFF", "a strip or tile is cut short");
    const control = data.readInt8(at++);
    if (control === -128) continue;
    const count = Math.min(bytes - to, control < 0 ? 1 - control : control + 1);
    if (at + (control < 0 ? 1 : count) > data.length) throw corrupt("TIFF", "a strip or tile is cut short");
    if (control < 0) out.fill(data[at++] as number, to, to + count);
    else {
      data.copy(out, to, at, at + count);
      at += control + 1;
    }
    to += count;
  }
  return out;
}

function inflateBlock(data: Buffer, bytes: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: bytes });
  } catch (error) {
    throw corrupt(
      "TIFF",
      `a strip or tile cannot be inflated: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Decompresses one strip or tile to at most `bytes`.
 *
 * @param fax how its rows are coded, where it is fax data
 * @throws IMAGE_CORRUPT where it decompresses to fewer
 */
export function decompress(
  data: Buffer,
  compression: number,
  bytes: number,
  fax: Omit<FaxLayout, "compression">,
): Buffer {
  let block: Buffer;
  if (compression === 1) block = data;
  else if (compression === 5) block = decodeTiffLzw(data, bytes);
  else if ([FAX_RLE, FAX_T4, FAX_T6].includes(compression)) block = decodeFax(data, { ...fax, compression });
  else if (compression === 32773) block = unpackBits(data, bytes);
  else block = inflateBlock(data, bytes);
  if (block.length < bytes) throw corrupt("TIFF", "a strip or tile is cut short");
  return block;
}
