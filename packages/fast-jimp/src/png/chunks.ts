import { crc32, inflateSync } from "node:zlib";
import { keepUpTo, type Damage } from "../damage";
import { profileOfCodePoints } from "../icc/code-points";
import { corrupt, unsupported } from "../image-error";
import { PALETTE, parseHeader, type PngHeader } from "./header";

/** Chunks of a PNG file; bodies are views of the file's bytes. */
export interface PngFile {
  readonly header: PngHeader;
  /** Bodies of the IDAT chunks: one zlib stream, split at arbitrary positions. */
  readonly pixels: readonly Buffer[];
  /** R, G, B of each entry. */
  readonly palette?: Buffer;
  /** Alpha of palette entries, or the one transparent colour (PNG specification, 11.3.1.1). */
  readonly transparency?: Buffer;
  /** Body of iCCP: name, method, compressed profile. */
  readonly profile?: Buffer;
  /** Body of cICP, which counts before iCCP: code points of the colours. */
  readonly codePoints?: Buffer;
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** Critical chunks have a capital first letter (PNG specification, 5.4). */
const isCritical = (type: string): boolean => type.charCodeAt(0) < 0x60;

interface Chunk {
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Every chunk up to IEND, or up to the end of a file that was cut behind its pixels: whether all of those are there is
 * known when they are inflated. The CRC of critical chunks and of tRNS is verified.
 */
function* chunks(bytes: Buffer, damage: Damage | undefined): Generator<Chunk> {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw corrupt("PNG", "its signature is missing");
  let hasPixels = false;
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (end > bytes.length) {
      if (hasPixels && type !== "IDAT") return;
      keepUpTo(corrupt("PNG", `it ends in its ${type} chunk`), damage, type === "IDAT");
      yield { type, body: bytes.subarray(at + 8) };
      return;
    }
    const checked = isCritical(type) || type === "tRNS";
    if (checked && crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      keepUpTo(corrupt("PNG", `the checksum of its ${type} chunk is wrong`), damage, type === "IDAT");
    }
    if (type === "IEND") return;
    yield { type, body: bytes.subarray(at + 8, end - 4) };
    hasPixels ||= type === "IDAT";
    at = end;
  }
  if (!hasPixels) throw corrupt("PNG", "it ends before its pixels");
}

/**
 * Reads the chunks of a PNG file; decompresses nothing.
 *
 * @param damage given: image data may end early, and have wrong checksums
 * @throws IMAGE_CORRUPT where a chunk is cut, a checksum is wrong, or IHDR, PLTE or IDAT is missing
 */
export function readChunks(bytes: Buffer, damage?: Damage): PngFile {
  let header: PngHeader | undefined;
  const pixels: Buffer[] = [];
  const found = new Map<string, Buffer>();
  for (const { type, body } of chunks(bytes, damage)) {
    if (!header) {
      if (type !== "IHDR") throw corrupt("PNG", "it does not start with an IHDR chunk");
      header = parseHeader(body);
    } else if (type === "IDAT") pixels.push(body);
    else if (type === "IHDR") throw corrupt("PNG", "it has a second IHDR chunk");
    else if (type === "PLTE" || type === "tRNS" || type === "iCCP" || type === "cICP") {
      if (!found.has(type)) found.set(type, body);
    } else if (isCritical(type)) throw corrupt("PNG", `critical chunk ${JSON.stringify(type)} is unknown`);
  }
  if (!header || pixels.length === 0) throw corrupt("PNG", "it has no IDAT chunk");
  // Of other colour types a palette is a suggestion at most (PNG specification, 11.2.2).
  const palette = header.colourType === PALETTE ? found.get("PLTE") : undefined;
  if (palette && (palette.length === 0 || palette.length % 3 !== 0 || palette.length > 768))
    throw corrupt("PNG", `its palette has ${palette.length} bytes`);
  if (header.colourType === PALETTE && !palette) throw corrupt("PNG", "its palette is missing");
  const [transparency, profile, codePoints] = [found.get("tRNS"), found.get("iCCP"), found.get("cICP")];
  return {
    header,
    pixels,
    ...(palette && { palette }),
    ...(transparency && { transparency }),
    ...(profile && { profile }),
    ...(codePoints && { codePoints }),
  };
}

/** Larger than any profile that is kept (icc/profile.ts). */
const MAX_PROFILE_BYTES = 1 << 20;

/** cICP (PNG specification, third edition, 11.3.2.6): primaries, transfer, matrix and range. */
function profileOfCicp([primaries = 2, transfer = 2, matrix = 0, range = 1]: Buffer): Uint8Array | undefined {
  if (matrix !== 0 || range !== 1) throw unsupported("PNG of colours that are not RGB of full range (cICP)", "png");
  return profileOfCodePoints({ primaries, transfer }, "PNG");
}

/**
 * The ICC profile of iCCP: name, zero, method 0, compressed profile (PNG specification, 11.3.2.3); before it counts the
 * one of cICP.
 *
 * @throws FORMAT_UNSUPPORTED for code points of colours that cannot be shown
 */
export function readProfile({ profile, codePoints }: PngFile): Uint8Array | undefined {
  if (codePoints) return profileOfCicp(codePoints);
  const nameEnd = profile?.indexOf(0) ?? -1;
  if (!profile || nameEnd < 0) return undefined;
  try {
    return inflateSync(profile.subarray(nameEnd + 2), { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    // An image with a broken profile is treated as one without, as browsers do.
    return undefined;
  }
}
