import { asBuffer } from "../pixels";
import { readDeviceTable, type DeviceTable } from "./device-table";
import { encodedSrgb } from "./srgb";
import { connectionSpace, deviceSpace, isProfile, tagData } from "./tags";

/**
 * Writes the sRGB colour of a pixel of inks, red at `at`.
 *
 * @param c cyan, m magenta, y yellow, k black: 0 (none) to 255
 */
export type InkWriter = (
  c: number,
  m: number,
  y: number,
  k: number,
  out: Uint8ClampedArray | Buffer,
  at: number,
) => void;

/** Without a profile as Pillow converts them: light that one ink lets through is taken away by black. */
const plainInks: InkWriter = (c, m, y, k, out, at) => {
  out[at] = ((255 - c) * (255 - k)) / 255;
  out[at + 1] = ((255 - m) * (255 - k)) / 255;
  out[at + 2] = ((255 - y) * (255 - k)) / 255;
};

/** Media white of the connection space: D50 (ICC.1:2022, 7.2.16). */
const WHITE = [0.9642, 1, 0.8249] as const;

/** Linear sRGB of XYZ under D50: the inverse of sRGB's colorants, adapted by Bradford's method (IEC 61966-2-1). */
const FROM_XYZ = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** CIE 1976: the cube root's inverse, with its linear part near black. */
const fromLab = (f: number): number => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));

function labToXyz([l, a, b]: readonly [number, number, number]): readonly number[] {
  const f = (l + 16) / 116;
  return [fromLab(f + a / 500) * WHITE[0], fromLab(f) * WHITE[1], fromLab(f - b / 200) * WHITE[2]];
}

const toSrgb = (xyz: readonly number[]): readonly number[] =>
  FROM_XYZ.map((row) => encodedSrgb(row.reduce((sum, factor, axis) => sum + factor * (xyz[axis] as number), 0)));

/** XYZ of values 0..1 of the connection space, as the type of the table encodes them (ICC.1:2022, 6.3.4, 10.10.1). */
function connectionToXyz(space: string, type: string): ((values: readonly number[]) => readonly number[]) | undefined {
  if (space === "XYZ ") return (values) => values.map((value) => (value * 65535) / 32768);
  if (space !== "Lab ") return undefined;
  // lut16Type keeps the encoding of version 2, in which 0xff00 is 100 and 0x8000 is 0.
  const [lightness, chroma] = type === "mft2" ? [65535 / 65280, 65535 / 256] : [1, 255];
  return ([l = 0, a = 0, b = 0]) => labToXyz([l * 100 * lightness, a * chroma - 128, b * chroma - 128]);
}

/** Black of every perceptual table of version 4 (ICC.1:2022, 6.3.4.3): what prints darkest. */
const PERCEPTUAL_BLACK = [0.00336, 0.0034731, 0.00287] as const;
/** A table whose darkest colour is lighter than this is not one of prints. */
const LIGHTEST_BLACK = 50;

/**
 * Black point compensation (ISO 18619:2015): scales colours so that the darkest print is shown as black, which is what
 * Little CMS does for the perceptual intent. The darkest print of version 2 is all inks at full, without its hue.
 */
function compensateBlack(profile: Buffer, allInks: readonly number[]): (xyz: readonly number[]) => readonly number[] {
  const luminance = Math.min(allInks[1] ?? 0, fromLab((LIGHTEST_BLACK + 16) / 116));
  const black = (profile[8] ?? 2) >= 4 ? PERCEPTUAL_BLACK : WHITE.map((white) => white * luminance);
  return (xyz) =>
    WHITE.map((white, axis) => {
      const least = black[axis] as number;
      return (((xyz[axis] as number) - least) * white) / (white - least);
    });
}

/** Steps of each ink between the colours that are computed; those between them are interpolated. */
const STEPS = 16;
const NODES = STEPS + 1;

/** Interpolates between colours on a grid; each is computed by the first pixel that needs it. */
function interpolated(colourOf: (inks: readonly number[]) => readonly number[]): InkWriter {
  const known = new Uint8Array(NODES ** 4);
  const colours = new Float32Array(NODES ** 4 * 3);
  const strides = [NODES ** 3, NODES ** 2, NODES, 1] as const;
  const compute = (node: number): void => {
    known[node] = 1;
    colours.set(colourOf(strides.map((stride) => (Math.floor(node / stride) % NODES) / STEPS)), node * 3);
  };
  const low = [0, 0, 0, 0];
  const share = [0, 0, 0, 0];
  return (c, m, y, k, out, at) => {
    let base = 0;
    for (let ink = 0; ink < 4; ink++) {
      const position = ((ink === 0 ? c : ink === 1 ? m : ink === 2 ? y : k) * STEPS) / 255;
      low[ink] = Math.min(STEPS - 1, Math.floor(position));
      share[ink] = position - (low[ink] as number);
      base += (low[ink] as number) * (strides[ink] as number);
    }
    let [red, green, blue] = [0, 0, 0];
    for (let corner = 0; corner < 16; corner++) {
      let weight = 1;
      let node = base;
      for (let ink = 0; ink < 4; ink++) {
        const upper = (corner >> ink) & 1;
        weight *= upper ? (share[ink] as number) : 1 - (share[ink] as number);
        node += upper * (strides[ink] as number);
      }
      if (weight === 0) continue;
      if (known[node] === 0) compute(node);
      red += weight * (colours[node * 3] as number);
      green += weight * (colours[node * 3 + 1] as number);
      blue += weight * (colours[node * 3 + 2] as number);
    }
    out[at] = Math.round(red);
    out[at + 1] = Math.round(green);
    out[at + 2] = Math.round(blue);
  };
}

/**
 * How inks are shown: by the perceptual table of a CMYK profile (A2B0, else A2B1), its black as black, else by a plain
 * formula.
 *
 * @param icc the image's profile; one that is broken, or of another colour space, counts as none
 */
export function inkWriter(icc: Uint8Array | undefined): InkWriter {
  const profile = icc && asBuffer(icc);
  if (!profile || !isProfile(profile) || deviceSpace(profile) !== "CMYK") return plainInks;
  const data = tagData(profile, "A2B0") ?? tagData(profile, "A2B1");
  const table: DeviceTable | undefined = data && readDeviceTable(data, 4);
  const toXyz = data && connectionToXyz(connectionSpace(profile), data.toString("latin1", 0, 4));
  if (!table || !toXyz) return plainInks;
  const compensated = compensateBlack(profile, toXyz(table([1, 1, 1, 1])));
  return interpolated((inks) => toSrgb(compensated(toXyz(table(inks)))));
}
