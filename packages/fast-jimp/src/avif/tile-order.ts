import { Cursor } from "../heif/cursor";
import { findBox, readBoxes } from "../isobmff";

/** Bytes of version and flags of a full box (ISO/IEC 14496-12, 4.2). */
const FULL_BOX_BYTES = 4;

/** A list of references and where its items are, in bytes of the file. */
interface Tiles {
  readonly items: readonly number[];
  readonly at: number;
  readonly width: 2 | 4;
}

/** Tiles of each image that is derived from others, in the order of their places (ISO/IEC 23008-12, 6.6.2.3.1). */
function readTiles(iref: Buffer, file: Buffer): Tiles[] {
  const width = iref.readUInt8(0) === 0 ? 2 : 4;
  return [...readBoxes(iref.subarray(FULL_BOX_BYTES))]
    .filter(({ type }) => type === "dimg")
    .map(({ body }) => {
      const cursor = new Cursor(body, width);
      const items = Array.from({ length: cursor.uint(2) }, () => cursor.uint(width));
      return { items, at: body.byteOffset - file.byteOffset + width + 2, width };
    });
}

/** Where an item's data are: its entry of an ItemLocationBox (ISO/IEC 14496-12, 8.11.3) behind its number. */
interface Location {
  readonly item: number;
  readonly at: number;
  readonly end: number;
}

function readLocations(iloc: Buffer): Location[] {
  const version = iloc.readUInt8(0);
  const sizes = iloc.readUInt16BE(FULL_BOX_BYTES);
  const [offset, length, base] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const index = version === 0 ? 0 : sizes & 15;
  const idBytes = version < 2 ? 2 : 4;
  const locations: Location[] = [];
  let next = FULL_BOX_BYTES + 2 + idBytes;
  for (let left = iloc.readUIntBE(FULL_BOX_BYTES + 2, idBytes); left > 0; left--) {
    const at = next + idBytes;
    const extentsAt = at + (version === 0 ? 2 : 4) + base;
    const end = extentsAt + 2 + iloc.readUInt16BE(extentsAt) * (index + offset + length);
    locations.push({ item: iloc.readUIntBE(next, idBytes), at, end });
    next = end;
  }
  return locations;
}

/** Numbers of the items in the order in which libavif meets them. */
function itemOrder(meta: Buffer, locations: readonly Location[]): readonly number[] {
  const first = [...readBoxes(meta)].find(({ type }) => type === "iloc" || type === "iinf");
  if (first?.type !== "iinf") return locations.map(({ item }) => item);
  const { body } = first;
  const entries = readBoxes(body.subarray(FULL_BOX_BYTES + (body.readUInt8(0) === 0 ? 2 : 4)));
  return [...entries].map((infe) => new Cursor(infe.body, FULL_BOX_BYTES).uint(infe.body.readUInt8(0) === 3 ? 4 : 2));
}

/**
 * Gives the tiles of grids the order in which they are listed as items. libavif before 1.2 places them in that order,
 * whatever the list of the grid says. The items keep their numbers and exchange their data: tiles of a grid have the
 * same properties (AV1 Image File Format 1.1, 4.2.1; MIAF, ISO/IEC 23000-22, 7.3.11.4.1).
 *
 * @returns the file itself where they are in that order, else a copy; throws RangeError where a box is cut short
 */
export function orderTiles(bytes: Buffer): Buffer {
  const meta = findBox(bytes, "meta")?.subarray(FULL_BOX_BYTES);
  const [iref, iloc] = [meta && findBox(meta, "iref"), meta && findBox(meta, "iloc")];
  if (!meta || !iref || !iloc) return bytes;
  const locations = readLocations(iloc);
  const order = new Map(itemOrder(meta, locations).map((item, at) => [item, at]));
  const placeOf = (item: number): number => order.get(item) ?? -1;
  const moved = readTiles(iref, bytes).filter(
    ({ items }) =>
      new Set(items).size === items.length &&
      items.some((item, at) => at > 0 && placeOf(item) < placeOf(items[at - 1] as number)),
  );
  if (moved.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const dataOf = new Map<number, number>();
  for (const { items, at, width } of moved) {
    const listed = [...items].sort((a, b) => placeOf(a) - placeOf(b));
    listed.forEach((item, tile) => {
      dataOf.set(item, items[tile] as number);
      copy.writeUIntBE(item, at + tile * width, width);
    });
  }
  const entryOf = new Map(locations.map((location) => [location.item, location]));
  let to = iloc.byteOffset - bytes.byteOffset + (locations[0]?.at ?? 0);
  const idBytes = iloc.readUInt8(0) < 2 ? 2 : 4;
  for (const { item } of locations) {
    const { at, end } = entryOf.get(dataOf.get(item) ?? item) ?? { at: 0, end: 0 };
    copy.writeUIntBE(item, to - idBytes, idBytes);
    to += iloc.copy(copy, to, at, end) + idBytes;
  }
  return copy;
}
