import { readHeader } from "../bmp/header";
import { imageError } from "../image-error";
import type { HeaderFacts } from "./header-facts";

/** Logical screen size (GIF89a, section 18). */
export function probeGif(bytes: Buffer): HeaderFacts {
  if (bytes.length < 13) throw imageError("IMAGE_CORRUPT", "the GIF file ends in its header");
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), orientation: 1 };
}

/** A negative height means rows from the top. */
export function probeBmp(bytes: Buffer): HeaderFacts {
  const { width, height } = readHeader(bytes);
  return { width, height, orientation: 1 };
}
