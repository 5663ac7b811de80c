import { jpegSegment } from "./jpeg";
import { pngChunk } from "./png";
import { deflateSync } from "node:zlib";

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const fixed = (value: number): Buffer => u32(Math.round(value * 65536));
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const xyz = (values: readonly number[]): Buffer => Buffer.concat([Buffer.from("XYZ \0\0\0\0"), ...values.map(fixed)]);
/**
 * curveType of one gamma, parametricCurveType 3 of sRGB's curve, or the same as a table (ICC.1:2022, 10.6 and 10.18).
 */
const gamma = (value: number): Buffer =>
  Buffer.concat([Buffer.from("curv\0\0\0\0"), u32(1), Buffer.from([Math.floor(value), Math.round((value % 1) * 256)])]);
const srgbCurve = (): Buffer =>
  Buffer.concat([
    Buffer.from("para\0\0\0\0\0\x03\0\0"),
    ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed),
  ]);
const srgbTable = (): Buffer => {
  const table = Buffer.alloc(1024 * 2);
  for (let at = 0; at < 1024; at++) {
    const value = at / 1023;
    const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    table.writeUInt16BE(Math.round(light * 65535), at * 2);
  }
  return Buffer.concat([Buffer.from("curv\0\0\0\0"), u32(1024), table]);
};

/** A profile of its tags (ICC.1:2022, 7). */
function profile(
  space: "RGB " | "GRAY" | "CMYK",
  tags: readonly (readonly [signature: string, data: Buffer])[],
  { deviceClass = "mntr", connection = "XYZ ", version = 0x02400000 } = {},
): Buffer {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(version, 8);
  header.write(`${deviceClass}${space}${connection}`, 12, "latin1");
  header.write("acsp", 36, "latin1");
  Buffer.concat([0.9642, 1, 0.8249].map(fixed)).copy(header, 68);
  const description = Buffer.alloc(90 + 8);
  description.write("desc", 0, "latin1");
  description.writeUInt32BE(5, 8);
  description.write("test", 12, "latin1");
  const all: [string, Buffer][] = [
    ["desc", description],
    ["wtpt", xyz([0.9642, 1, 0.8249])],
    ["cprt", Buffer.from("text\0\0\0\0none\0")],
    ...tags.map(([signature, data]): [string, Buffer] => [signature, data]),
  ];
  let offset = 128 + 4 + all.length * 12;
  const table: Buffer[] = [u32(all.length)];
  const bodies: Buffer[] = [];
  for (const [signature, data] of all) {
    table.push(Buffer.from(signature), u32(offset), u32(data.length));
    bodies.push(padded(data));
    offset += padded(data).length;
  }
  header.writeUInt32BE(offset, 0);
  return Buffer.concat([header, ...table, ...bodies]);
}

const rgb = (colorants: readonly (readonly number[])[], curve: Buffer): Buffer =>
  profile("RGB ", [
    ...["rXYZ", "gXYZ", "bXYZ"].map((tag, index): [string, Buffer] => [tag, xyz(colorants[index] ?? [])]),
    ...["rTRC", "gTRC", "bTRC"].map((tag): [string, Buffer] => [tag, curve]),
  ]);

const srgbColorants = [[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.7141]]; // prettier-ignore
const p3Colorants = [[0.51512, 0.2412, -0.00105], [0.29198, 0.69225, 0.04189], [0.1571, 0.06657, 0.78407]]; // prettier-ignore
const adobeColorants = [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]]; // prettier-ignore

export const displayP3Profile = (): Buffer => rgb(p3Colorants, srgbCurve());
export const adobeRgbProfile = (): Buffer => rgb(adobeColorants, gamma(2.19921875));
export const srgbProfile = (): Buffer => rgb(srgbColorants, srgbCurve());
/** sRGB as the profiles of the nineties have it: a table of 1024 values. */
export const srgbTableProfile = (): Buffer => rgb(srgbColorants, srgbTable());
/** sRGB's primaries with a gamma of 1.8: not sRGB. */
export const gamma18Profile = (): Buffer => rgb(srgbColorants, gamma(1.8));
export const greyProfile = (): Buffer => profile("GRAY", [["kTRC", gamma(1.8)]]);
/** Without tables: of no use. */
export const cmykProfile = (): Buffer => profile("CMYK", []);

export type TableType = "mft1" | "mft2" | "mAB ";

/** A colour of CIE L*a*b*. */
type Lab = readonly [l: number, a: number, b: number];

/** Greenish paper, dull inks: nothing that a plain formula gives. Inks 0..1. */
export const printedLab = ([c = 0, m = 0, y = 0, k = 0]: readonly number[]): Lab => [
  (94 - 38 * c - 46 * m - 8 * y) * (1 - 0.88 * k),
  (-3 - 34 * c + 70 * m - 4 * y) * (1 - k),
  (4 - 44 * c - 4 * m + 86 * y) * (1 - k),
];

/** As lut8Type, lut16Type and lutAToBType encode it (ICC.1:2022, 6.3.4.2 and 10.10.1). 0..1. */
const encodings: Readonly<Record<TableType, (lab: Lab) => readonly number[]>> = {
  mft1: ([l, a, b]) => [l / 100, (a + 128) / 255, (b + 128) / 255],
  mft2: ([l, a, b]) => [(l / 100) * (65280 / 65535), ((a + 128) * 256) / 65535, ((b + 128) * 256) / 65535],
  "mAB ": ([l, a, b]) => [l / 100, (a + 128) / 255, (b + 128) / 255],
};

/** The colours of a grid of `points` in each of four inks, cyan slowest. */
function inkGrid(points: number, encode: (lab: Lab) => readonly number[]): readonly number[] {
  return Array.from({ length: points ** 4 }, (_, node) => {
    const inks = [3, 2, 1, 0].map((power) => (Math.floor(node / points ** power) % points) / (points - 1));
    return encode(printedLab(inks));
  }).flat();
}

const bytesOf = (values: readonly number[], width: 1 | 2): Buffer => {
  const out = Buffer.alloc(values.length * width);
  values.forEach((value, at) =>
    width === 1 ? out.writeUInt8(Math.round(value * 255), at) : out.writeUInt16BE(Math.round(value * 65535), at * 2),
  );
  return out;
};
const ramp = (count: number): number[] => Array.from({ length: count }, (_, at) => at / (count - 1));

/** An A2B0 tag of {@link printedLab}, 5 points an ink. @param black lightness of what prints darkest */
function inkTable(type: TableType, black: number): Buffer {
  const points = 5;
  const colours = inkGrid(points, ([l, a, b]) => encodings[type]([black + l * (1 - black / 100), a, b]));
  if (type === "mAB ") {
    const curve = Buffer.concat([Buffer.from("curv\0\0\0\0"), u32(0)]);
    const grid = Buffer.concat([
      Buffer.from([points, points, points, points]),
      Buffer.alloc(12),
      Buffer.from([2, 0, 0, 0]),
    ]);
    const [b, clut] = [32, 32 + 3 * 12];
    const a = clut + 20 + padded(bytesOf(colours, 2)).length;
    const head = Buffer.concat([
      Buffer.from("mAB \0\0\0\0"),
      Buffer.from([4, 3, 0, 0]),
      ...[b, 0, 0, clut, a].map(u32),
    ]);
    return Buffer.concat([head, curve, curve, curve, grid, padded(bytesOf(colours, 2)), curve, curve, curve, curve]);
  }
  const width = type === "mft1" ? 1 : 2;
  const entries = type === "mft1" ? 256 : 17;
  const unit = [1, 0, 0, 0, 1, 0, 0, 0, 1].map(fixed);
  const counts = type === "mft1" ? [] : [Buffer.from([0, entries, 0, entries])];
  return Buffer.concat([
    ...[Buffer.from(`${type}\0\0\0\0`), Buffer.from([4, 3, points, 0]), ...unit, ...counts],
    ...[0, 1, 2, 3].map(() => bytesOf(ramp(entries), width)),
    bytesOf(colours, width),
    ...[0, 1, 2].map(() => bytesOf(ramp(entries), width)),
  ]);
}

/** A printer's profile with a perceptual table. @param black lightness of what prints darkest, 0..100. Default 0 */
export const printerProfile = (type: TableType, black = 0): Buffer =>
  profile("CMYK", [["A2B0", inkTable(type, black)]], {
    deviceClass: "prtr",
    connection: "Lab ",
    version: type === "mAB " ? 0x04200000 : 0x02400000,
  });

/** APP2 segments of a profile, cut into chunks of at most `chunkBytes` (ICC.1:2022, annex B.4). */
export function iccSegments(icc: Buffer, chunkBytes = 65519): Buffer[] {
  const count = Math.ceil(icc.length / chunkBytes);
  return Array.from({ length: count }, (_, index) =>
    jpegSegment(
      0xe2,
      Buffer.concat([
        Buffer.from("ICC_PROFILE\0"),
        Buffer.from([index + 1, count]),
        icc.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      ]),
    ),
  );
}

/** iCCP of a profile. */
export const iccChunk = (icc: Buffer): Buffer =>
  pngChunk("iCCP", Buffer.concat([Buffer.from("profile\0\0"), deflateSync(icc)]));
