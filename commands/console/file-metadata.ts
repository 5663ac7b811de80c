import type { FileMetadataView } from "../../console/contract";

type Kind = FileMetadataView["kinds"][number];

/** What a part of a file is by its name and its first bytes; undefined: none that is metadata. */
type Classify = (name: string, body: Buffer) => Kind | undefined;

/**
 * Which metadata a file carries: JPEG (T.81, B.1.1.4, and what Exif, XMP and ICC put into its APPn segments), PNG
 * (W3C PNG 3, 11.3) and WebP (RFC 9649, 2.7).
 *
 * @returns undefined of another format
 */
export function fileMetadata(bytes: Buffer): FileMetadataView | undefined {
  const parts = partsOf(bytes);
  if (parts === undefined) return undefined;
  return { kinds: [...new Set(parts)].sort() };
}

function partsOf(bytes: Buffer): Kind[] | undefined {
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegParts(bytes);
  if (bytes.toString("latin1", 1, 4) === "PNG") return chunkParts(bytes, 8, "big", pngKind);
  const isWebp = bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  return isWebp ? chunkParts(bytes, 12, "little", webpKind) : undefined;
}

/** Markers between which and the next there are no bytes of a segment. */
const START_OF_SCAN = 0xda;

function jpegParts(bytes: Buffer): Kind[] {
  const found: Kind[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    // A marker may be preceded by fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) break;
    const length = bytes.readUInt16BE(at + 2);
    const kind = jpegKind(marker, bytes.subarray(at + 4, at + 2 + length));
    if (kind !== undefined) found.push(kind);
    at += 2 + length;
  }
  return found;
}

function jpegKind(marker: number, body: Buffer): Kind | undefined {
  const name = body.toString("latin1", 0, 32);
  if (marker === 0xe1 && name.startsWith("Exif\0")) return "EXIF";
  if (marker === 0xe1 && name.startsWith("http://ns.adobe.com/xap/")) return "XMP";
  if (marker === 0xe2 && name.startsWith("ICC_PROFILE\0")) return "colour profile";
  if (marker === 0xed && name.startsWith("Photoshop 3.0\0")) return "IPTC";
  return marker === 0xfe ? "comment" : undefined;
}

/** A chunk is its length and its name, in this order in PNG, its bytes, and in PNG a checksum. */
function chunkParts(bytes: Buffer, from: number, order: "big" | "little", kindOf: Classify): Kind[] {
  const found: Kind[] = [];
  for (let at = from; at + 8 <= bytes.length;) {
    const isPng = order === "big";
    const length = isPng ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at + 4);
    const name = bytes.toString("latin1", isPng ? at + 4 : at, isPng ? at + 8 : at + 4);
    const kind = kindOf(name, bytes.subarray(at + 8, at + 8 + length));
    if (kind !== undefined) found.push(kind);
    at += 8 + length + (isPng ? 4 : length % 2);
  }
  return found;
}

const pngKind: Classify = (name, body) => {
  if (name === "eXIf") return "EXIF";
  if (name === "iCCP") return "colour profile";
  if (!["tEXt", "zTXt", "iTXt"].includes(name)) return undefined;
  return /^(XML:com\.adobe\.xmp|Raw profile type xmp)\0/.test(body.toString("latin1", 0, 32)) ? "XMP" : "comment";
};

const webpKind: Classify = (name) => {
  if (name === "EXIF") return "EXIF";
  if (name === "XMP ") return "XMP";
  return name === "ICCP" ? "colour profile" : undefined;
};
