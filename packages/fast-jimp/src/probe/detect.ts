import { imageError } from "../image-error";
import type { InputFormat } from "../types";

export const mimeOf: Readonly<Record<InputFormat, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  bmp: "image/bmp",
  tiff: "image/tiff",
  webp: "image/webp",
};

/** Brands of ISO base media files (ISO/IEC 14496-12, box `ftyp`) that hold images, and the common name of each. */
const isoBrands: Readonly<Record<string, string>> = {
  avif: "AVIF",
  avis: "AVIF",
  heic: "HEIC",
  heix: "HEIC",
  heim: "HEIC",
  heis: "HEIC",
  hevc: "HEIC",
  hevx: "HEIC",
  mif1: "HEIF",
  msf1: "HEIF",
  crx: "Canon RAW",
};

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.length >= at + text.length && bytes.toString("latin1", at, at + text.length) === text;

/** Name of an image format that is recognised but not decoded, or `undefined`. */
function unsupportedName(bytes: Buffer): string | undefined {
  if (startsWith(bytes, "ftyp", 4)) return isoName(bytes);
  if (startsWith(bytes, "\xff\x0a") || startsWith(bytes, "\0\0\0\x0cJXL ")) return "JPEG XL";
  if (startsWith(bytes, "\0\0\0\x0cjP  ") || startsWith(bytes, "\xff\x4f\xff\x51")) return "JPEG 2000";
  if (startsWith(bytes, "8BPS\0\x01")) return "Photoshop";
  if (startsWith(bytes, "II\xbc\x01")) return "JPEG XR";
  if (startsWith(bytes, "\0\0\x01\0") && bytes.length >= 22 && bytes[9] === 0) return "ICO";
  if (startsWith(bytes, "%PDF-")) return "PDF";
  if (
    /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(
      bytes.toString("latin1", 0, 1024),
    )
  )
    return "SVG";
  return undefined;
}

/**
 * The first known brand; HEIF's general ones (`mif1`) only where no compatible brand is specific (AVIF often has `mif1`
 * first).
 */
function isoName(bytes: Buffer): string | undefined {
  const end = Math.min(bytes.length, bytes.readUInt32BE(0), 128);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) brands.push(bytes.toString("latin1", at, at + 4).trim());
  const names = brands.map((brand) => isoBrands[brand]).filter((name) => name !== undefined);
  return names.find((name) => name !== "HEIF") ?? names[0];
}

/**
 * Format of a file by its first bytes. The file name is not considered.
 *
 * @throws ImageError FORMAT_UNSUPPORTED for HEIC, AVIF and other image formats that are recognised but not decoded;
 * NOT_AN_IMAGE for everything else
 */
export function detectFormat(bytes: Buffer): InputFormat {
  if (startsWith(bytes, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "gif";
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "webp";
  if (["II\x2a\0", "MM\0\x2a", "II\x2b\0\x08\0", "MM\0\x2b\0\x08"].some((start) => startsWith(bytes, start)))
    return "tiff";
  if (startsWith(bytes, "BM") && bytes.length >= 26) return "bmp";
  const name = unsupportedName(bytes);
  if (name) {
    const accepted = "accepted are JPEG, PNG, WebP, GIF, BMP and TIFF";
    throw imageError("FORMAT_UNSUPPORTED", `${name} images are not supported; ${accepted}.`, { format: name });
  }
  throw imageError("NOT_AN_IMAGE", bytes.length === 0 ? "The file is empty." : "The file is not an image.");
}
