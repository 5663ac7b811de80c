import { readOrientation } from "../exif/orientation";
import { Directory } from "../tiff/directory";
import type { HeaderFacts } from "./header-facts";

/** Size from the first image file directory (TIFF 6.0, baseline tags 256, 257, 274). */
export function probeTiff(bytes: Buffer): HeaderFacts {
  const directory = new Directory(bytes);
  return { width: directory.number(256, 0), height: directory.number(257, 0), orientation: readOrientation(bytes) };
}
