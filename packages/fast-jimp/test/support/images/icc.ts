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
): Buffer {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${space}XYZ `, 12, "latin1");
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
export const cmykProfile = (): Buffer => profile("CMYK", []);

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
