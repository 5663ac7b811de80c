/** CIE xy of a colour. */
export type Chromaticity = readonly [x: number, y: number];

type Row = readonly [number, number, number];
type Matrix = readonly [Row, Row, Row];

const multiply = (matrix: Matrix, [x, y, z]: Row): Row =>
  matrix.map((row) => row[0] * x + row[1] * y + row[2] * z) as unknown as Row;

const columns = (matrix: Matrix): Matrix =>
  [0, 1, 2].map((column) => matrix.map((row) => row[column])) as unknown as Matrix;

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const adjugate: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return adjugate.map((row) => row.map((value) => value / det)) as unknown as Matrix;
}

/** Bradford's cone responses (ICC.1:2022, annex E.3). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** The white of the profile connection space (ICC.1:2022, 7.2.16). */
const D50: Row = [0.9642, 1, 0.8249];

const xyzOf = ([x, y]: Chromaticity): Row => [x / y, 1, (1 - x - y) / y];

/** XYZ of red, green and blue, adapted to D50. */
function colorants(primaries: readonly [Chromaticity, Chromaticity, Chromaticity], white: Chromaticity): Matrix {
  const rows = primaries.map(xyzOf) as unknown as Matrix;
  const light = multiply(invert(columns(rows)), xyzOf(white));
  const [from, to] = [multiply(BRADFORD, xyzOf(white)), multiply(BRADFORD, D50)];
  const back = invert(BRADFORD);
  return rows.map((row, index) => {
    const cones = multiply(BRADFORD, row.map((value) => value * (light[index] as number)) as unknown as Row);
    return multiply(
      back,
      cones.map((value, cone) => (value * (to[cone] as number)) / (from[cone] as number)) as unknown as Row,
    );
  }) as unknown as Matrix;
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const fixed = (value: number): Buffer => u32(Math.round(value * 65536));
const xyzTag = (values: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from("XYZ \0\0\0\0", "latin1"), ...values.map(fixed)]);

/** parametricCurveType (ICC.1:2022, 10.18): a power, or sRGB's curve (IEC 61966-2-1, 5.2). */
function curveTag(tone: "srgb" | number): Buffer {
  const parameters = tone === "srgb" ? [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] : [tone];
  const kind = Buffer.from([0, tone === "srgb" ? 3 : 0, 0, 0]);
  return Buffer.concat([Buffer.from("para\0\0\0\0", "latin1"), kind, ...parameters.map(fixed)]);
}

/** multiLocalizedUnicodeType of an English text (ICC.1:2022, 10.15). */
function textTag(text: string): Buffer {
  const utf16 = Buffer.from(text, "utf16le").swap16();
  const head = [
    Buffer.from("mluc\0\0\0\0", "latin1"),
    u32(1),
    u32(12),
    Buffer.from("enUS"),
    u32(utf16.length),
    u32(28),
  ];
  return Buffer.concat([...head, utf16, Buffer.alloc(-utf16.length & 3)]);
}

/** Bytes of the profile header (ICC.1:2022, 7.2). */
const HEADER_BYTES = 128;

/**
 * An ICC profile of an RGB colour space (ICC.1:2022, 8.3, three-component matrix-based).
 *
 * @param primaries of red, green and blue
 * @param tone sRGB's curve, or the exponent of a power
 */
export function matrixProfile(
  primaries: readonly [Chromaticity, Chromaticity, Chromaticity],
  white: Chromaticity,
  tone: "srgb" | number,
): Buffer {
  const [red, green, blue] = colorants(primaries, white).map(xyzTag) as [Buffer, Buffer, Buffer];
  const curve = curveTag(tone);
  const tags: readonly (readonly [signature: string, data: Buffer])[] = [
    ["desc", textTag("RGB")],
    ["cprt", textTag("CC0")],
    ["wtpt", xyzTag(D50)],
    ...([["rXYZ", red], ["gXYZ", green], ["bXYZ", blue]] as const), // prettier-ignore
    ...(["rTRC", "gTRC", "bTRC"] as const).map((signature) => [signature, curve] as const),
  ];
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(0x04400000, 8);
  header.write("mntrRGB XYZ ", 12, "latin1");
  header.write("acsp", 36, "latin1");
  Buffer.concat(D50.map(fixed)).copy(header, 68);
  const table = [u32(tags.length)];
  let offset = HEADER_BYTES + 4 + tags.length * 12;
  for (const [signature, data] of tags) {
    table.push(Buffer.from(signature), u32(offset), u32(data.length));
    offset += data.length;
  }
  header.writeUInt32BE(offset, 0);
  return Buffer.concat([header, ...table, ...tags.map(([, data]) => data)]);
}
