import { unsupported } from "../image-error";
import { Cursor } from "./cursor";
import type { ItemProperty } from "./items";

/** A part of an image, pixels. */
export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How an image is shown: first cropped, then oriented. */
export interface Transformation {
  readonly crop: PixelRect;
  /** EXIF orientation 1..8 (EXIF 2.3, tag 0x0112) of what was cropped. */
  readonly orientation: number;
}

/**
 * EXIF orientations by quarter turns anticlockwise: without mirroring, with the upper and the lower half exchanged
 * (axis 0), with the left and the right one exchanged (axis 1), after the turns.
 */
const orientations = {
  none: [1, 8, 3, 6],
  upsideDown: [4, 5, 2, 7],
  sideways: [2, 7, 4, 5],
} as const;

const refuse = (what: string, title: string): never => {
  throw unsupported(`${title} with ${what}`, title.toLowerCase());
};

/** A number as two integers, the second of which is positive. */
type Fraction = readonly [over: bigint, under: bigint];

const floor = ([over, under]: Fraction): number => Number(over / under - (over % under < 0n ? 1n : 0n));

/** The nearest integer, of two the larger one. */
const round = ([over, under]: Fraction): number => floor([2n * over + under, 2n * under]);

/** Where a part of `size` begins whose middle is `offset` from that of `whole`. */
const startOf = (whole: number, [size, sizeUnder]: Fraction, [offset, under]: Fraction): Fraction => [
  (BigInt(whole) * sizeUnder - size) * under + 2n * sizeUnder * offset,
  2n * sizeUnder * under,
];

/**
 * CleanApertureBox (ISO/IEC 14496-12, 12.1.4): the size, and the distance of its centre from that of the image, as
 * fractions. MIAF (ISO/IEC 23000-22, 7.3.6.7) demands whole pixels; where there are none, as libheif shows it: width,
 * height and upper edge to the nearest pixel, the left edge to the one before.
 */
function cleanAperture(body: Buffer, width: number, height: number, title: string): PixelRect {
  const cursor = new Cursor(body);
  const unsigned = (): Fraction => [BigInt(cursor.uint(4)), BigInt(cursor.uint(4))];
  const signed = (): Fraction => [BigInt(cursor.int32()), BigInt(cursor.uint(4))];
  const [w, h, x, y] = [unsigned(), unsigned(), signed(), signed()];
  if ([w, h, x, y].some(([, under]) => under === 0n)) refuse("a clean aperture that is no fraction", title);
  const [left, top] = [startOf(width, w, x), startOf(height, h, y)];
  const isInside = ([over]: Fraction, [end]: Fraction): boolean => over >= 0n && end >= 0n;
  const mirror = ([over, under]: Fraction): Fraction => [-over, under];
  if (!isInside(left, startOf(width, w, mirror(x))) || !isInside(top, startOf(height, h, mirror(y))))
    refuse("a clean aperture that is not inside the image", title);
  const start = { left: floor(left), top: round(top) };
  const size = { width: Math.min(round(w), width - start.left), height: Math.min(round(h), height - start.top) };
  if (size.width < 1 || size.height < 1) refuse("a clean aperture of less than a pixel", title);
  return { ...start, ...size };
}

/**
 * Clean aperture, rotation and mirroring of an image (ISO/IEC 23008-12, 6.5.9, 6.5.10 and 6.5.12).
 *
 * @throws FORMAT_UNSUPPORTED for more than one of a kind, and a clean aperture after the others, which MIAF (ISO/IEC
 * 23000-22, 7.3.6.7) rules out
 */
export function readTransformations(
  properties: readonly ItemProperty[],
  { width, height }: { readonly width: number; readonly height: number },
  title: string,
): Transformation {
  const used = properties.filter(({ type }) => ["clap", "irot", "imir"].includes(type));
  const types = used.map(({ type }) => type);
  if (new Set(types).size < types.length || types.indexOf("clap") > 0)
    refuse(`the transformations ${types.join(", ")}`, title);
  const body = (type: string): Buffer | undefined => used.find((one) => one.type === type)?.body;
  const [clap, irot, imir] = [body("clap"), body("irot"), body("imir")];
  const turns = irot ? irot.readUInt8(0) & 3 : 0;
  const mirrored = imir ? ((imir.readUInt8(0) & 1) === 1 ? "sideways" : "upsideDown") : "none";
  // A mirrored image turned one way is the same image turned the other way and then mirrored.
  const isMirroredFirst = mirrored !== "none" && types.indexOf("imir") < types.indexOf("irot");
  return {
    crop: clap ? cleanAperture(clap, width, height, title) : { left: 0, top: 0, width, height },
    orientation: orientations[mirrored][isMirroredFirst ? (4 - turns) & 3 : turns] as number,
  };
}
