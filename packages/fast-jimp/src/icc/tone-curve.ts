/** Coefficients of each function of parametricCurveType, in the order they are stored (ICC.1:2022, table 68). */
const parametersOf: readonly string[] = ["g", "gab", "gabc", "gabcd", "gabcdef"];

const fixed = (data: Buffer, at: number): number => data.readInt32BE(at) / 65536;

/** curveType (ICC.1:2022, 10.6): no entry is the identity, one entry a gamma, more are a table. */
function tableAt(data: Buffer, value: number): number {
  const count = data.readUInt32BE(8);
  if (count === 0) return value;
  if (data.length < 12 + count * 2) return NaN;
  if (count === 1) return value ** (data.readUInt16BE(12) / 256);
  const position = value * (count - 1);
  const index = Math.min(count - 2, Math.floor(position));
  const [low, high] = [data.readUInt16BE(12 + index * 2), data.readUInt16BE(14 + index * 2)];
  return (low + (high - low) * (position - index)) / 65535;
}

/** parametricCurveType (ICC.1:2022, 10.18). */
function parametricAt(data: Buffer, value: number): number {
  const names = parametersOf[data.readUInt16BE(8)];
  if (names === undefined || data.length < 12 + names.length * 4) return NaN;
  const given = new Map([...names].map((name, index) => [name, fixed(data, 12 + index * 4)]));
  const of = (name: string, otherwise: number): number => given.get(name) ?? otherwise;
  const [g, a, b, e, f] = [of("g", 1), of("a", 1), of("b", 0), of("e", 0), of("f", 0)];
  const curved = (a * value + b) ** g;
  if (names.length === 1) return curved;
  if (names.length <= 4 && !given.has("d")) return value >= -b / a ? curved + of("c", 0) : of("c", 0);
  return value >= of("d", 0) ? curved + e : of("c", 0) * value + f;
}

/** Bytes of a curve; undefined where it is of another type. */
export function curveBytes(data: Buffer): number | undefined {
  if (data.length < 12) return undefined;
  const type = data.toString("latin1", 0, 4);
  if (type === "curv") return 12 + data.readUInt32BE(8) * 2;
  const names = parametersOf[data.readUInt16BE(8)];
  return type === "para" && names !== undefined ? 12 + names.length * 4 : undefined;
}

/** Linear value 0..1 of an encoded value 0..1; NaN where the curve is broken or of another type. */
export function toneAt(data: Buffer, value: number): number {
  const type = data.toString("latin1", 0, 4);
  return type === "curv" ? tableAt(data, value) : type === "para" ? parametricAt(data, value) : NaN;
}
