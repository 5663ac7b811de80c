import { av1Samples } from "../heif/image";
import { findBox, readBoxes } from "../isobmff";

/** Bytes of a box before its body (ISO/IEC 14496-12, 4.2), and of version and flags of a full box. */
const HEADER_BYTES = 8;
const FULL_BOX_BYTES = 4;

/** A PixelInformationProperty (ISO/IEC 23008-12, 6.5.6). */
function pixiOf(av1C: Buffer): Buffer {
  const { depth, channels } = av1Samples(av1C);
  const box = Buffer.alloc(HEADER_BYTES + FULL_BOX_BYTES + 1 + channels, depth);
  box.writeUInt32BE(box.length, 0);
  box.write("pixi\0\0\0\0", 4, "latin1");
  box[HEADER_BYTES + FULL_BOX_BYTES] = channels;
  return box;
}

/** Entries of an ItemPropertyAssociationBox (ISO/IEC 23008-12, 9.3), as indices of properties from 1 on. */
interface Associations {
  readonly wide: boolean;
  readonly entries: readonly { readonly at: number; readonly end: number; readonly indices: readonly number[] }[];
}

function readAssociations(ipma: Buffer): Associations {
  const wide = (ipma.readUInt8(3) & 1) === 1;
  const idBytes = ipma.readUInt8(0) === 0 ? 2 : 4;
  const entries: { at: number; end: number; indices: number[] }[] = [];
  for (let left = ipma.readUInt32BE(4), at = 8; left > 0; left--) {
    const countAt = at + idBytes;
    const indices = Array.from({ length: ipma.readUInt8(countAt) }, (_, index) =>
      wide ? ipma.readUInt16BE(countAt + 1 + index * 2) & 0x7fff : ipma.readUInt8(countAt + 1 + index) & 0x7f,
    );
    at = countAt + 1 + indices.length * (wide ? 2 : 1);
    entries.push({ at: countAt, end: at, indices });
  }
  return { wide, entries };
}

/** Moves what an ItemLocationBox (ISO/IEC 14496-12, 8.11.3) says of data behind a place in the file, in place. */
function moveData(iloc: Buffer, from: number, by: number): void {
  const version = iloc.readUInt8(0);
  const [offsetBytes, lengthBytes] = [iloc.readUInt8(4) >> 4, iloc.readUInt8(4) & 15];
  const [baseBytes, indexBytes] = [iloc.readUInt8(5) >> 4, version === 0 ? 0 : iloc.readUInt8(5) & 15];
  const idBytes = version < 2 ? 2 : 4;
  const number = (at: number, bytes: number): number =>
    bytes === 8 ? Number(iloc.readBigUInt64BE(at)) : bytes === 4 ? iloc.readUInt32BE(at) : 0;
  const add = (at: number, bytes: number): void => {
    if (bytes === 8) iloc.writeBigUInt64BE(iloc.readBigUInt64BE(at) + BigInt(by), at);
    else iloc.writeUInt32BE(iloc.readUInt32BE(at) + by, at);
  };
  let at = 6 + idBytes;
  for (let items = iloc.readUIntBE(6, idBytes); items > 0; items--) {
    at += idBytes;
    const isInFile = version === 0 || (iloc.readUInt16BE(at) & 15) === 0;
    at += version === 0 ? 2 : 4;
    const base = number(at, baseBytes);
    const isMoved = isInFile && base >= from;
    if (isMoved) add(at, baseBytes);
    at += baseBytes;
    const extents = iloc.readUInt16BE(at);
    at += 2;
    for (let extent = 0; extent < extents; extent++) {
      at += indexBytes;
      if (isInFile && !isMoved && base + number(at, offsetBytes) >= from) add(at, offsetBytes);
      at += offsetBytes + lengthBytes;
    }
  }
}

/**
 * Adds the bits of the samples (`pixi`) to images of an AVIF that do not state them: MIAF (ISO/IEC 23000-22, 7.3.6.6)
 * asks for them, and libavif with it; older encoders left them out, and the data itself says them.
 *
 * @returns the file itself where nothing is missing, else a copy; throws RangeError where a box is cut short
 */
export function addPixi(bytes: Buffer): Buffer {
  const meta = findBox(bytes, "meta");
  const inside = meta?.subarray(FULL_BOX_BYTES);
  const iprp = inside && findBox(inside, "iprp");
  const [ipco, ipma, iloc] = [iprp && findBox(iprp, "ipco"), iprp && findBox(iprp, "ipma"), inside && findBox(inside, "iloc")]; // prettier-ignore
  if (!meta || !iprp || !ipco || !ipma || !iloc) return bytes;
  const properties = [...readBoxes(ipco)];
  const { wide, entries } = readAssociations(ipma);
  const typed = (indices: readonly number[], type: string) =>
    indices.map((index) => properties[index - 1]).find((property) => property?.type === type);
  const lacking = entries.filter(({ indices }) => typed(indices, "av1C") && !typed(indices, "pixi"));
  if (lacking.length === 0 || properties.length + lacking.length > 127) return bytes;
  const placeOf = (body: Buffer): number => body.byteOffset - bytes.byteOffset;
  const added = lacking.map(({ indices }) => pixiOf(typed(indices, "av1C")?.body as Buffer));
  // Pieces that are put in, by their place in the file.
  const pieces: { readonly at: number; readonly piece: Buffer }[] = [
    { at: placeOf(ipco) + ipco.length, piece: Buffer.concat(added) },
    ...lacking.map(({ end }, order) => {
      const index = properties.length + order + 1;
      return { at: placeOf(ipma) + end, piece: wide ? Buffer.from([0, index]) : Buffer.from([index]) };
    }),
  ].sort((a, b) => a.at - b.at);
  const grown = (body: Buffer): number =>
    pieces.reduce((sum, { at, piece }) => sum + (at > placeOf(body) && at <= placeOf(body) + body.length ? piece.length : 0), 0); // prettier-ignore
  const copy = Buffer.from(bytes);
  for (const body of [meta, iprp, ipco, ipma]) {
    const size = placeOf(body) - HEADER_BYTES;
    if (copy.readUInt32BE(size) > 1) copy.writeUInt32BE(copy.readUInt32BE(size) + grown(body), size);
  }
  for (const { at } of lacking) copy.writeUInt8(copy.readUInt8(placeOf(ipma) + at) + 1, placeOf(ipma) + at);
  moveData(copy.subarray(placeOf(iloc), placeOf(iloc) + iloc.length), placeOf(meta) + meta.length, grown(meta));
  const out: Buffer[] = [];
  let from = 0;
  for (const { at, piece } of pieces) {
    out.push(copy.subarray(from, at), piece);
    from = at;
  }
  return Buffer.concat([...out, copy.subarray(from)]);
}
