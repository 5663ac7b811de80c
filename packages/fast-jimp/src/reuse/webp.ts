import { extendedHeader, HAS_PROFILE, readWebp, writeWebp } from "../webp/container";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The compressed data of an opaque still WebP in a file of its own: pixels, and nothing else but a profile.
 *
 * @returns undefined for an animation
 */
export function reuseWebp(bytes: Buffer, { width, height }: Size, icc: Uint8Array | undefined): Buffer | undefined {
  const chunks = readWebp(bytes);
  const [pixels] = chunks.filter(({ type }) => type === "VP8 " || type === "VP8L");
  if (!pixels || chunks.some(({ type }) => type === "ANMF" || type === "ALPH")) return undefined;
  if (!icc) return writeWebp([pixels]);
  return writeWebp([extendedHeader(HAS_PROFILE, width, height), { type: "ICCP", body: Buffer.from(icc) }, pixels]);
}
