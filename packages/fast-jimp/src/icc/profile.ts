import { asBuffer } from "../pixels";
import { deviceSpace, isProfile, tagData } from "./tags";
import { toneAt } from "./tone-curve";

/**
 * Larger than any matrix profile of a camera or a screen. Larger ones are printers' tables, which results do not carry.
 */
const MAX_PROFILE_BYTES = 1 << 20;

/** Media-relative colorants of sRGB under D50 (IEC 61966-2-1, as in the ICC's own sRGB profiles). */
const srgbColorants: readonly (readonly [tag: string, xyz: readonly number[]])[] = [
  ["rXYZ", [0.4361, 0.2225, 0.0139]],
  ["gXYZ", [0.3851, 0.7169, 0.0971]],
  ["bXYZ", [0.1431, 0.0606, 0.7139]],
];
/** sRGB profiles differ by rounding and white point adaptation; other colour spaces differ by 0.02 and more. */
const COLORANT_TOLERANCE = 0.004;
const TONE_TOLERANCE = 0.004;

/** IEC 61966-2-1, 5.2: the light of an encoded value. */
const srgbTone = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** XYZType (ICC.1:2022, 10.31): s15Fixed16 numbers after eight bytes. */
const xyzOf = (data: Buffer): readonly number[] =>
  data.length < 20 ? [] : [8, 12, 16].map((at) => data.readInt32BE(at) / 65536);

/** Whether an RGB profile describes sRGB, so that leaving it out changes no colour. */
function isSrgb(profile: Buffer): boolean {
  const colorants = srgbColorants.every(([tag, expected]) => {
    const data = tagData(profile, tag);
    const xyz = data ? xyzOf(data) : [];
    return expected.every((value, axis) => Math.abs(value - (xyz[axis] ?? 9)) < COLORANT_TOLERANCE);
  });
  if (!colorants) return false;
  return ["rTRC", "gTRC", "bTRC"].every((tag) => {
    const data = tagData(profile, tag);
    return [0.1, 0.25, 0.5, 0.75].every(
      (value) => data !== undefined && Math.abs(toneAt(data, value) - srgbTone(value)) < TONE_TOLERANCE,
    );
  });
}

/**
 * The profile that a rendition must carry to keep its colours: the original's, unless it is sRGB (the default for
 * images without profile), does not match the rendition's colour space, or is not a valid profile.
 *
 * @param channels 1: grey, 4: RGB and alpha
 */
export function profileToKeep(icc: Uint8Array | undefined, channels: 1 | 4): Uint8Array | undefined {
  if (!icc || icc.length > MAX_PROFILE_BYTES) return undefined;
  const profile = asBuffer(icc);
  if (!isProfile(profile)) return undefined;
  const space = deviceSpace(profile);
  if (space !== (channels === 1 ? "GRAY" : "RGB ")) return undefined;
  return space === "RGB " && isSrgb(profile) ? undefined : icc;
}
