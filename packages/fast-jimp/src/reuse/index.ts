import type { ImageHeader, InputFormat } from "../types";
import { reuseJpeg } from "./jpeg";
import { reusePng } from "./png";
import { reuseWebp } from "./webp";

type Reuse = (bytes: Buffer, header: ImageHeader, icc: Uint8Array | undefined) => Buffer | undefined;

/**
 * By format. An AVIF's metadata are items among its pixels, at places that the file states in several ways; it is
 * always encoded anew.
 */
const reusers: Partial<Readonly<Record<InputFormat, Reuse>>> = {
  jpeg: (bytes, _, icc) => reuseJpeg(bytes, icc),
  png: (bytes, _, icc) => reusePng(bytes, icc),
  webp: reuseWebp,
};

/**
 * The compressed data of a file that was decoded without an error, without its metadata: the same pixels, no larger.
 *
 * @param icc profile to embed
 * @returns undefined where that is not safe, or the format has none
 */
export function reuseFile(bytes: Buffer, header: ImageHeader, icc: Uint8Array | undefined): Buffer | undefined {
  return reusers[header.format]?.(bytes, header, icc);
}
