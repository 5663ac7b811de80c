import type { ImageHeader, InputFormat } from "../types";
import { reuseJpeg } from "./jpeg";
import { reuseWebp } from "./webp";

type Reuse = (bytes: Buffer, header: ImageHeader, icc: Uint8Array | undefined) => Promise<Buffer | undefined>;

/**
 * By format. An AVIF's metadata are items among its pixels, at places that the file states in several ways; it is
 * always encoded anew.
 */
const reusers: Partial<Readonly<Record<InputFormat, Reuse>>> = {
  jpeg: (bytes, _, icc) => Promise.resolve(reuseJpeg(bytes, icc)),
  png: async (bytes, _, icc) => (await import("./png.js")).reusePng(bytes, icc),
  webp: (bytes, header, icc) => Promise.resolve(reuseWebp(bytes, header, icc)),
};

/**
 * The compressed data of a file that was decoded without an error, without its metadata: the same pixels, no larger.
 *
 * @param icc profile to embed
 * @returns undefined where that is not safe, or the format has none
 */
export async function reuseFile(
  bytes: Buffer,
  header: ImageHeader,
  icc: Uint8Array | undefined,
): Promise<Buffer | undefined> {
  return reusers[header.format]?.(bytes, header, icc);
}
