import { corrupt, unsupported } from "../image-error";
import { profileOfCodePoints } from "../icc/code-points";
import { Cursor } from "./cursor";
import { checkEssential } from "./essential";
import { readItems, type HeifItems, type ItemProperty } from "./items";
import { readTransformations, type Transformation } from "./transformations";

/** The primary image of a HEIF file, as its properties describe it. */
export interface HeifImage extends Transformation {
  /** Pixels, before crop and orientation. */
  readonly width: number;
  /** Pixels, before crop and orientation. */
  readonly height: number;
  /** Largest number of bits of a sample. */
  readonly depth: number;
  readonly hasAlpha: boolean;
  /** Profile of its colours: its own, or one of its code points; undefined: sRGB. */
  readonly icc?: Buffer;
}

/** Kinds of images by the type of their item (ISO/IEC 23008-12, 6.6; AV1 Image File Format, 2.2). */
const codedTypes = { AVIF: ["av01", "grid"], HEIC: ["hvc1", "grid", "iden", "iovl"] } as const;

export type HeifTitle = keyof typeof codedTypes;

/** ColourInformationBox (ISO/IEC 14496-12, 12.1.5): an own profile counts before code points. */
function readColour(properties: readonly ItemProperty[], title: HeifTitle): Buffer | undefined {
  const colours = properties
    .filter(({ type }) => type === "colr")
    .map(({ body }) => ({ kind: body.toString("latin1", 0, 4), body }));
  const own = colours.find(({ kind }) => kind === "prof" || kind === "rICC");
  if (own) return own.body.subarray(4);
  const nclx = colours.find(({ kind }) => kind === "nclx");
  // MIAF (ISO/IEC 23000-22, 7.3.6.4): sRGB, where nothing is stated.
  if (!nclx) return undefined;
  const cursor = new Cursor(nclx.body, 4);
  return profileOfCodePoints({ primaries: cursor.uint(2), transfer: cursor.uint(2) }, title);
}

/** Bits of the samples of an AV1 image (AV1 in ISOBMFF, 2.3.3). */
function av1Depth(av1C: Buffer): number {
  const flags = av1C.readUInt8(2);
  return (flags & 0x40) === 0 ? 8 : (flags & 0x20) === 0 ? 10 : 12;
}

/** PixelInformationProperty (ISO/IEC 23008-12, 6.5.6); where it is missing, what an AV1 image itself says. */
function depthOf(properties: readonly ItemProperty[]): number {
  const body = (name: string): Buffer | undefined => properties.find(({ type }) => type === name)?.body;
  const [pixi, av1C] = [body("pixi"), body("av1C")];
  if (!pixi) return av1C ? av1Depth(av1C) : 8;
  const cursor = new Cursor(pixi, 4);
  return Math.max(...Array.from({ length: cursor.uint(1) }, () => cursor.uint(1)));
}

/** Whether an item is an alpha plane (ISO/IEC 23008-12, 6.5.8; MIAF, 7.3.5.2). */
function isAlpha(items: HeifItems, item: number): boolean {
  const auxC = items.propertiesOf(item).find(({ type }) => type === "auxC");
  const urn = auxC?.body.toString("latin1", 4) ?? "";
  return [
    "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    "urn:mpeg:hevc:2015:auxid:1",
    "urn:mpeg:avc:2015:auxid:1",
  ].some((one) => urn.startsWith(one));
}

/** Item of the primary image's alpha plane. */
export const alphaOf = (items: HeifItems): number | undefined =>
  items.referring("auxl", items.primary).find((item) => isAlpha(items, item));

function parse(items: HeifItems, title: HeifTitle): HeifImage {
  const type = items.typeOf(items.primary);
  if (type === undefined) throw corrupt(title, "its primary item is missing");
  if (!codedTypes[title].some((one) => one === type))
    throw unsupported(`${title} with a primary item of type ${JSON.stringify(type)}`, title.toLowerCase());
  const properties = items.propertiesOf(items.primary);
  const alpha = alphaOf(items);
  checkEssential(items, title, alpha);
  const ispe = properties.find((property) => property.type === "ispe");
  if (!ispe) throw corrupt(title, "its size (ispe) is missing");
  const cursor = new Cursor(ispe.body, 4);
  const size = { width: cursor.uint(4), height: cursor.uint(4) };
  const icc = readColour(properties, title);
  return {
    ...size,
    ...readTransformations(properties, size, title),
    depth: depthOf(properties),
    hasAlpha: alpha !== undefined,
    ...(icc && { icc }),
  };
}

/**
 * Reads what an AVIF or HEIC file says of its primary image, and refuses what is stated and not understood.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function readHeifImage(bytes: Buffer, title: HeifTitle): HeifImage {
  const items = readItems(bytes);
  try {
    return parse(items, title);
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(title, "a property of its image is cut short");
    throw error;
  }
}
