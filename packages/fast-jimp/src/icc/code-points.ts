import { unsupported } from "../image-error";
import { matrixProfile, type Chromaticity } from "./matrix-profile";

/** Colours by coding-independent code points (ITU-T H.273). */
export interface ColourCodePoints {
  /** Table 2. */
  readonly primaries: number;
  /** Table 3. */
  readonly transfer: number;
}

const D65: Chromaticity = [0.3127, 0.329];
const DCI_WHITE: Chromaticity = [0.314, 0.351];

interface Primaries {
  readonly rgb: readonly [Chromaticity, Chromaticity, Chromaticity];
  readonly white: Chromaticity;
}

const BT709: Primaries = { rgb: [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06]], white: D65 }; // prettier-ignore
const BT601_525: Primaries = { rgb: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07]], white: D65 }; // prettier-ignore

/** ITU-T H.273, table 2; 2 is unspecified, for which sRGB is the default. */
const primariesOf: Readonly<Record<number, Primaries>> = {
  1: BT709,
  2: BT709,
  5: { rgb: [[0.64, 0.33], [0.29, 0.6], [0.15, 0.06]], white: D65 }, // prettier-ignore
  6: BT601_525,
  7: BT601_525,
  9: { rgb: [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046]], white: D65 }, // prettier-ignore
  11: { rgb: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06]], white: DCI_WHITE }, // prettier-ignore
  12: { rgb: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06]], white: D65 }, // prettier-ignore
};

/**
 * ITU-T H.273, table 3. The curves of BT.709, BT.601 and BT.2020 are those of cameras; what a screen shows of them is
 * taken as sRGB's, as Pillow and libvips take it.
 */
const tones: Readonly<Record<number, "srgb" | number>> = {
  1: "srgb",
  2: "srgb",
  4: 2.2,
  5: 2.8,
  6: "srgb",
  8: 1,
  13: "srgb",
  14: "srgb",
  15: "srgb",
};

const dynamicRanges: Readonly<Record<number, string>> = { 16: "PQ", 18: "HLG" };

/**
 * The profile of colours that are given by code points; undefined for sRGB.
 *
 * @throws FORMAT_UNSUPPORTED for high dynamic range (PQ, HLG), which no 8-bit result can show without tone mapping, and
 * for code points that are not known
 */
export function profileOfCodePoints({ primaries, transfer }: ColourCodePoints, title: string): Buffer | undefined {
  const refuse = (what: string): never => {
    throw unsupported(`${title} with ${what}`, title.toLowerCase());
  };
  const range = dynamicRanges[transfer];
  if (range !== undefined) refuse(`high dynamic range (${range})`);
  const tone = tones[transfer] ?? refuse(`transfer characteristics ${transfer}`);
  const space = primariesOf[primaries] ?? refuse(`colour primaries ${primaries}`);
  if (space === BT709 && tone === "srgb") return undefined;
  return matrixProfile(space.rgb, space.white, tone);
}
