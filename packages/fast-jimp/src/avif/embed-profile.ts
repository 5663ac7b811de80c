import { findBox, readBoxes } from "../isobmff";

/** Bytes of a box's size and type, and of a full box's version and flags (ISO/IEC 14496-12, 4.2). */
const HEADER_BYTES = 8;
const FULL_BOX_BYTES = 4;
/** Code point of colours that something else describes (ITU-T H.273, tables 2 and 3). */
const UNSPECIFIED = 2;
/** What libavif writes: offsets and lengths of 32 bits, no base offset. */
const FIELD_SIZES = 0x4400;
/** Indices of properties have seven bits where they have a byte. */
const MAX_PROPERTIES = 127;

function box(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt32BE(HEADER_BYTES + body.length, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

const unexpected = (what: string): Error => new Error(`expected a file as libavif writes it but ${what}`);

/** Boxes of a range, one of them replaced. */
function replaceBox(bytes: Buffer, replaced: string, change: (body: Buffer) => Buffer): Buffer {
  if (!findBox(bytes, replaced)) throw unexpected(`its ${replaced} box is missing`);
  return Buffer.concat(
    [...readBoxes(bytes)].map(({ type, body }) => box(type, type === replaced ? change(body) : body)),
  );
}

/** Adds a property to those of the first item, the colours. ItemPropertyAssociationBox (ISO/IEC 23008-12, 9.3). */
function associate(ipma: Buffer, property: number): Buffer {
  if (ipma.readUInt32BE(0) !== 0) throw unexpected("its property associations have another version");
  const countAt = FULL_BOX_BYTES + 4 + 2;
  const changed = Buffer.concat([ipma.subarray(0, countAt + 1), Buffer.of(property), ipma.subarray(countAt + 1)]);
  changed.writeUInt8(ipma.readUInt8(countAt) + 1, countAt);
  return changed;
}

/** Moves the data of all items. ItemLocationBox (ISO/IEC 14496-12, 8.11.3). */
function moveData(iloc: Buffer, by: number): Buffer {
  if (iloc.readUInt32BE(0) !== 0 || iloc.readUInt16BE(FULL_BOX_BYTES) !== FIELD_SIZES)
    throw unexpected("its item locations have another version");
  const moved = Buffer.from(iloc);
  let at = FULL_BOX_BYTES + 2;
  let items = moved.readUInt16BE(at);
  for (at += 2; items > 0; items--) {
    at += 4;
    let extents = moved.readUInt16BE(at);
    for (at += 2; extents > 0; extents--, at += 8) moved.writeUInt32BE(moved.readUInt32BE(at) + by, at);
  }
  return moved;
}

/** Code points give way to the profile; the matrix coefficients and the range stay (ISO/IEC 23000-22, 7.3.6.4). */
function unspecify(ipco: Buffer): Buffer {
  return Buffer.concat(
    [...readBoxes(ipco)].map(({ type, body }) => {
      const isNclx = type === "colr" && body.toString("latin1", 0, 4) === "nclx";
      const changed = Buffer.from(body);
      if (isNclx) for (const at of [4, 6]) changed.writeUInt16BE(UNSPECIFIED, at);
      return box(type, changed);
    }),
  );
}

/**
 * Adds an ICC profile to an AVIF that libavif has written: a ColourInformationBox of type `prof` (ISO/IEC 14496-12,
 * 12.1.5).
 *
 * @throws Error for a file of another structure
 */
export function embedProfile(avif: Buffer, icc: Uint8Array): Buffer {
  const profile = box("colr", Buffer.concat([Buffer.from("prof", "latin1"), icc]));
  // An index in the list of associations comes to it.
  const added = profile.length + 1;
  return replaceBox(avif, "meta", (meta) => {
    const inside = replaceBox(meta.subarray(FULL_BOX_BYTES), "iloc", (iloc) => moveData(iloc, added));
    const described = replaceBox(inside, "iprp", (iprp) => {
      const properties = [...readBoxes(findBox(iprp, "ipco") ?? Buffer.alloc(0))].length + 1;
      if (properties > MAX_PROPERTIES) throw unexpected(`it has ${properties} properties`);
      const extended = replaceBox(iprp, "ipco", (ipco) => Buffer.concat([unspecify(ipco), profile]));
      return replaceBox(extended, "ipma", (ipma) => associate(ipma, properties));
    });
    return Buffer.concat([meta.subarray(0, FULL_BOX_BYTES), described]);
  });
}
