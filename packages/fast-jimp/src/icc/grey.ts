import { asBuffer, isGrey, isOpaque, type DecodedBitmap } from "../pixels";
import { encodedSrgb } from "./srgb";
import { connectionSpace, deviceSpace, isProfile, tagData } from "./tags";
import { toneAt } from "./tone-curve";

/** CIE 1976: light of a lightness 0..1. */
const ofLightness = (lightness: number): number => {
  const f = (lightness * 100 + 16) / 116;
  return f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29);
};

/**
 * The sRGB level of each grey level under a grey profile (ICC.1:2022, 8.3.4 and 9.2.29, grayTRC); undefined where the
 * profile is of another space, or broken.
 */
export function greyLevels(icc: Uint8Array | undefined): Uint8Array | undefined {
  const profile = icc && asBuffer(icc);
  if (!profile || !isProfile(profile) || deviceSpace(profile) !== "GRAY") return undefined;
  const curve = tagData(profile, "kTRC");
  if (!curve) return undefined;
  const isLab = connectionSpace(profile) === "Lab ";
  const levels = Uint8Array.from({ length: 256 }, (_, level) => {
    const tone = toneAt(curve, level / 255);
    return Math.round(encodedSrgb(isLab ? ofLightness(tone) : tone));
  });
  return Number.isNaN(toneAt(curve, 0.5)) ? undefined : levels;
}

/** A grey bitmap with a grey profile in sRGB, so that colours may be added; changed in place. */
function greyToSrgb({ data }: DecodedBitmap, levels: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) data.fill(levels[data[at] as number] as number, at, at + 3);
}

/** How a decoded bitmap shows the greys of a grey profile. */
interface ManagedGreys<Decoded> {
  readonly decoded: Decoded;
  /**
   * Of opaque greys, which stay as they are with their profile until they meet colours: the sRGB level of each level.
   * Absent: nothing of a grey profile is left.
   */
  readonly levels?: Uint8Array;
}

/**
 * Keeps the greys of an opaque bitmap with a grey profile. Those of a bitmap with transparency, which is put on
 * backgrounds, become sRGB, in place.
 */
export function manageGreys<Decoded extends DecodedBitmap>(decoded: Decoded): ManagedGreys<Decoded> {
  const levels = greyLevels(decoded.icc);
  if (!levels || !isGrey(decoded)) return { decoded };
  if (isOpaque(decoded)) return { decoded, levels };
  greyToSrgb(decoded, levels);
  return { decoded: { ...decoded, icc: undefined } };
}
