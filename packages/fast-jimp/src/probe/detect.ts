import { installedTitles } from "../codecs/packages";
import { readItems } from "../heif/items";
import { imageError } from "../image-error";
import type { InputFormat } from "../types";

export const mimeOf: Readonly<Record<InputFormat, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  bmp: "image/bmp",
  tiff: "image/tiff",
  webp: "image/webp",
  avif: "image/avif",
  heic: "image/heic",
  jxl: "image/jxl",
};

/** Brands of ISO base media files (ISO/IEC 14496-12, box `ftyp`) that hold images of one format. */
const isoBrands: Readonly<Record<string, "avif" | "heic">> = {
  avif: "avif",
  avis: "avif",
  heic: "heic",
  heix: "heic",
  heim: "heic",
  heis: "heic",
  hevc: "heic",
  hevx: "heic",
};
/** Those of HEIF in general, whose images may be of any format. */
const heifBrands: readonly string[] = ["mif1", "msf1"];

/** Formats by the type of an item (ISO/IEC 23008-12). */
const itemFormats: Readonly<Record<string, "avif" | "heic">> = { av01: "avif", hvc1: "heic" };

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.length >= at + text.length && bytes.toString("latin1", at, at + text.length) === text;

/** Name of an image format that is recognised but not decoded, or `undefined`. */
function unsupportedName(bytes: Buffer): string | undefined {
  if (startsWith(bytes, "ftyp", 4)) return isoName(isoBrandsOf(bytes));
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

/** Major brand, and the compatible ones behind its version. */
function isoBrandsOf(bytes: Buffer): string[] {
  const end = Math.min(bytes.length, bytes.readUInt32BE(0), 128);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) brands.push(bytes.toString("latin1", at, at + 4).trim());
  return brands;
}

function isoName(brands: readonly string[]): string | undefined {
  if (brands.some((brand) => heifBrands.includes(brand))) return "HEIF";
  return brands.includes("crx") ? "Canon RAW" : undefined;
}

/**
 * By the first brand of one format; by an item, where all brands are general ones (AVIF often has `mif1` first).
 */
function heifFormat(bytes: Buffer): "avif" | "heic" | undefined {
  if (!startsWith(bytes, "ftyp", 4)) return undefined;
  const brands = isoBrandsOf(bytes);
  const own = brands.find((brand) => isoBrands[brand] !== undefined);
  if (own !== undefined) return isoBrands[own];
  if (!brands.some((brand) => heifBrands.includes(brand))) return undefined;
  const type = readItems(bytes).types.find((one) => itemFormats[one] !== undefined);
  return type === undefined ? undefined : itemFormats[type];
}

/** What is read here, for people. */
function acceptedTitles(): string {
  const titles = ["JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", ...installedTitles()];
  return `${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}`;
}

/**
 * Format of a file by its first bytes. The file name is not considered.
 *
 * @throws ImageError FORMAT_UNSUPPORTED for image formats that are recognised but not decoded; NOT_AN_IMAGE for
 * everything else
 */
export function detectFormat(bytes: Buffer): InputFormat {
  if (startsWith(bytes, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "gif";
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "webp";
  if (["II\x2a\0", "MM\0\x2a", "II\x2b\0\x08\0", "MM\0\x2b\0\x08"].some((start) => startsWith(bytes, start)))
    return "tiff";
  if (startsWith(bytes, "BM") && bytes.length >= 26) return "bmp";
  if (startsWith(bytes, "\xff\x0a") || startsWith(bytes, "\0\0\0\x0cJXL ")) return "jxl";
  const heif = heifFormat(bytes);
  if (heif) return heif;
  const name = unsupportedName(bytes);
  if (name) {
    const message = `${name} images are not supported; accepted are ${acceptedTitles()}.`;
    throw imageError("FORMAT_UNSUPPORTED", message, { format: name });
  }
  throw imageError("NOT_AN_IMAGE", bytes.length === 0 ? "The file is empty." : "The file is not an image.");
}
