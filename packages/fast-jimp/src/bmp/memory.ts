import { isRle, readHeader } from "./header";

/** Memory that a decode takes, bytes: 4 per pixel for the bitmap, 1 for indices of run-length encoding. */
export function bmpMemory(bytes: Buffer): number {
  const header = readHeader(bytes);
  return header.width * header.height * (isRle(header) ? 5 : 4);
}
