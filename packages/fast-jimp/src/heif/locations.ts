import { corrupt } from "../image-error";
import { findBox } from "../isobmff";
import { Cursor } from "./cursor";
import type { HeifTitle } from "./image";

/** Bytes of version and flags of a full box (ISO/IEC 14496-12, 4.2). */
const FULL_BOX_BYTES = 4;
/** Where an item's data are: in the file, or in the `idat` box. */
const IN_FILE = 0;
const IN_IDAT = 1;

interface Location {
  readonly method: number;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

/** A number of 0, 4 or 8 bytes; more than a double holds lies outside every file. */
function field(cursor: Cursor, bytes: number): number {
  if (bytes === 0) return 0;
  return bytes === 8 ? cursor.uint(4) * 2 ** 32 + cursor.uint(4) : cursor.uint(bytes);
}

/** ItemLocationBox (ISO/IEC 14496-12, 8.11.3). */
function readLocations(iloc: Buffer): Map<number, Location> {
  const version = iloc.readUInt8(0);
  const cursor = new Cursor(iloc, FULL_BOX_BYTES);
  const [sizes, more] = [cursor.uint(1), cursor.uint(1)];
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, more >> 4];
  const indexBytes = version === 0 ? 0 : more & 15;
  const idBytes = version < 2 ? 2 : 4;
  const locations = new Map<number, Location>();
  for (let items = cursor.uint(idBytes); items > 0; items--) {
    const item = cursor.uint(idBytes);
    const method = version === 0 ? IN_FILE : cursor.uint(2) & 15;
    cursor.uint(2);
    const base = field(cursor, baseBytes);
    const extents = Array.from({ length: cursor.uint(2) }, () => {
      field(cursor, indexBytes);
      return { offset: base + field(cursor, offsetBytes), length: field(cursor, lengthBytes) };
    });
    locations.set(item, { method, extents });
  }
  return locations;
}

/**
 * Reads where the items of a HEIF file have their data.
 *
 * @returns the data of an item; throws IMAGE_CORRUPT where the file does not have them
 */
export function readItemData(bytes: Buffer, title: HeifTitle): (item: number) => Buffer {
  const meta = findBox(bytes, "meta")?.subarray(FULL_BOX_BYTES) ?? Buffer.alloc(0);
  const iloc = findBox(meta, "iloc");
  const idat = findBox(meta, "idat") ?? Buffer.alloc(0);
  let locations = new Map<number, Location>();
  try {
    if (iloc) locations = readLocations(iloc);
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(title, "its iloc box is cut short");
    throw error;
  }
  return (item) => {
    const location = locations.get(item);
    if (!location) throw corrupt(title, "it does not say where its data are");
    if (location.method !== IN_FILE && location.method !== IN_IDAT)
      throw corrupt(title, "its data are made of those of other items");
    const from = location.method === IN_IDAT ? idat : bytes;
    const parts = location.extents.map(({ offset, length }) => {
      // Of length 0 is one that goes on to the end.
      const end = length === 0 ? from.length : offset + length;
      if (end > from.length || offset > end) throw corrupt(title, "its data are cut short");
      return from.subarray(offset, end);
    });
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    if (total > bytes.length) throw corrupt(title, "its data overlap");
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, total);
  };
}
