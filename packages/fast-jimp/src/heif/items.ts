import { corrupt } from "../image-error";
import { findBox, readBoxes, type Box } from "../isobmff";
import { Cursor } from "./cursor";

/** A property of an item, and whether a reader that does not know it must not show the item. */
export interface ItemProperty extends Box {
  readonly essential: boolean;
}

/** What a HEIF file says of its images (ISO/IEC 23008-12). */
export interface HeifItems {
  readonly primary: number;
  /** Types of all items, in the order in which they are listed. */
  readonly types: readonly string[];
  /** Type of an item, such as `av01`. */
  readonly typeOf: (item: number) => string | undefined;
  /** In the order in which they apply. */
  readonly propertiesOf: (item: number) => readonly ItemProperty[];
  /** Items that refer to one, by the type of the reference: `auxl` of its alpha plane. */
  readonly referring: (type: string, to: number) => readonly number[];
  /** Items that one refers to, in order: `dimg` of a grid its tiles. */
  readonly referred: (type: string, from: number) => readonly number[];
}

/** Bytes of version and flags of a full box (ISO/IEC 14496-12, 4.2). */
const FULL_BOX_BYTES = 4;

const versionOf = (box: Buffer): number => box.readUInt8(0);

/** ItemInfoBox (ISO/IEC 14496-12, 8.11.6): types by item. */
function readTypes(iinf: Buffer): Map<number, string> {
  const types = new Map<number, string>();
  const first = FULL_BOX_BYTES + (versionOf(iinf) === 0 ? 2 : 4);
  for (const { type, body } of readBoxes(iinf.subarray(first))) {
    if (type !== "infe" || versionOf(body) < 2) continue;
    const cursor = new Cursor(body, FULL_BOX_BYTES);
    const item = cursor.uint(versionOf(body) === 2 ? 2 : 4);
    cursor.uint(2);
    types.set(item, cursor.text(4));
  }
  return types;
}

/** ItemPropertyAssociationBox (ISO/IEC 23008-12, 9.3). */
function readAssociations(ipma: Buffer, properties: readonly Box[], into: Map<number, ItemProperty[]>): void {
  const isWide = (ipma.readUInt8(3) & 1) === 1;
  const cursor = new Cursor(ipma, FULL_BOX_BYTES);
  for (let entries = cursor.uint(4); entries > 0; entries--) {
    const item = cursor.uint(versionOf(ipma) === 0 ? 2 : 4);
    const own: ItemProperty[] = [];
    for (let count = cursor.uint(1); count > 0; count--) {
      const value = cursor.uint(isWide ? 2 : 1);
      const flag = isWide ? 0x8000 : 0x80;
      const index = value & (flag - 1);
      const property = properties[index - 1];
      // Index 0 is no property.
      if (index > 0 && !property) throw corrupt("HEIF", "an item refers to a property that is not there");
      if (property) own.push({ ...property, essential: (value & flag) !== 0 });
    }
    into.set(item, [...(into.get(item) ?? []), ...own]);
  }
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** ItemReferenceBox (ISO/IEC 14496-12, 8.11.12). */
function readReferences(iref: Buffer): Reference[] {
  const width = versionOf(iref) === 0 ? 2 : 4;
  return [...readBoxes(iref.subarray(FULL_BOX_BYTES))].map(({ type, body }) => {
    const cursor = new Cursor(body);
    const from = cursor.uint(width);
    const to = Array.from({ length: cursor.uint(2) }, () => cursor.uint(width));
    return { type, from, to };
  });
}

function parse(meta: Buffer): HeifItems {
  const inside = meta.subarray(FULL_BOX_BYTES);
  const box = (type: string): Buffer => {
    const body = findBox(inside, type);
    if (!body) throw corrupt("HEIF", `its ${type} box is missing`);
    return body;
  };
  const pitm = box("pitm");
  const primary = new Cursor(pitm, FULL_BOX_BYTES).uint(versionOf(pitm) === 0 ? 2 : 4);
  const types = readTypes(box("iinf"));
  const iprp = box("iprp");
  const ipco = findBox(iprp, "ipco");
  if (!ipco) throw corrupt("HEIF", "its ipco box is missing");
  const properties = [...readBoxes(ipco)];
  const associated = new Map<number, ItemProperty[]>();
  for (const { type, body } of readBoxes(iprp)) if (type === "ipma") readAssociations(body, properties, associated);
  const iref = findBox(inside, "iref");
  const references = iref ? readReferences(iref) : [];
  // Of many items each may refer to another: whoever follows them all must not look through all each time.
  const referred = new Map<string, number[]>();
  for (const { type, from, to } of references) {
    const own = referred.get(`${type} ${from}`);
    if (own) for (const item of to) own.push(item);
    else referred.set(`${type} ${from}`, [...to]);
  }
  return {
    primary,
    types: [...types.values()],
    typeOf: (item) => types.get(item),
    propertiesOf: (item) => associated.get(item) ?? [],
    referring: (type, to) =>
      references.filter((one) => one.type === type && one.to.includes(to)).map(({ from }) => from),
    referred: (type, from) => referred.get(`${type} ${from}`) ?? [],
  };
}

/**
 * Reads the items of a HEIF file: HEIC, AVIF.
 *
 * @throws IMAGE_CORRUPT where it describes no primary item
 */
export function readItems(bytes: Buffer): HeifItems {
  const meta = findBox(bytes, "meta");
  if (!meta) throw corrupt("HEIF", "it describes no still image (meta box)");
  try {
    return parse(meta);
  } catch (error) {
    // A field behind the end of its box.
    if (error instanceof RangeError) throw corrupt("HEIF", "a box of its description is cut short");
    throw error;
  }
}
