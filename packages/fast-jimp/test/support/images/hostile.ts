import { encodeJpeg } from "./jpeg";
import { encodePng, PNG_SIGNATURE, pngChunk, pngHeader } from "./png";
import { scene } from "./scene";

/** 74 bytes that claim 30000x30000 RGBA pixels. */
export const hugeHeaderPng = (): Buffer => {
  const start = [PNG_SIGNATURE, pngHeader({ width: 30000, height: 30000, colourType: 6 })];
  return Buffer.concat([...start, pngChunk("IDAT", Buffer.alloc(17)), pngChunk("IEND")]);
};

/** Plain text, for a file named like an image. */
export const textFile = (): Buffer => Buffer.from("This is not an image, whatever its name says.\n".repeat(4));

/** The first two fifths of a JPEG. */
export const truncatedJpeg = (): Buffer => cut(encodeJpeg(scene(96, 64)));

/** The first two fifths of a PNG. */
export const truncatedPng = (): Buffer => cut(encodePng(scene(96, 64)));

/** A PNG with one bit of its pixels flipped, so that the CRC is wrong. */
export const corruptPng = (): Buffer => {
  const file = encodePng(scene(96, 64));
  const at = file.indexOf("IDAT") + 40;
  file[at] = (file[at] ?? 0) ^ 0x10;
  return file;
};

const cut = (file: Buffer): Buffer => file.subarray(0, Math.floor(file.length * 0.4));
