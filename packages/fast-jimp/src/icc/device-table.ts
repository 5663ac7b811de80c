import { curveBytes, toneAt } from "./tone-curve";

/** Values of the connection space, 0..1 each, of device values 0..1 each. */
export type DeviceTable = (device: readonly number[]) => readonly number[];

/** Changes one value, 0..1. */
type Curve = (value: number) => number;

const clamp = (value: number): number => (value > 0 ? Math.min(1, value) : 0);

/** A table of equally spaced values, interpolated. */
const sampled =
  (count: number, at: (index: number) => number): Curve =>
  (value) => {
    const position = clamp(value) * (count - 1);
    const index = Math.min(count - 2, Math.floor(position));
    const low = at(Math.max(0, index));
    return count < 2 ? low : low + (at(index + 1) - low) * (position - index);
  };

/** A grid of colours in as many dimensions as there are device values; the first changes most slowly. */
function grid(points: readonly number[], outputs: number, at: (index: number) => number): DeviceTable {
  const strides = points.map((_, axis) => points.slice(axis + 1).reduce((product, count) => product * count, outputs));
  return (device) => {
    const lows = points.map((count, axis) => Math.min(count - 2, Math.floor(clamp(device[axis] ?? 0) * (count - 1))));
    const shares = points.map((count, axis) => clamp(device[axis] ?? 0) * (count - 1) - (lows[axis] as number));
    const colour = new Array<number>(outputs).fill(0);
    for (let corner = 0; corner < 1 << points.length; corner++) {
      let weight = 1;
      let from = 0;
      for (let axis = 0; axis < points.length; axis++) {
        const upper = (corner >> axis) & 1;
        weight *= upper ? (shares[axis] as number) : 1 - (shares[axis] as number);
        from += ((lows[axis] as number) + upper) * (strides[axis] as number);
      }
      if (weight === 0) continue;
      for (let part = 0; part < outputs; part++) colour[part] = (colour[part] as number) + weight * at(from + part);
    }
    return colour;
  };
}

const each =
  (curves: readonly Curve[]): DeviceTable =>
  (values) =>
    values.map((value, channel) => (curves[channel] as Curve)(value));

/** lut8Type and lut16Type (ICC.1:2022, 10.10 and 10.11); their matrix applies to XYZ as input only. */
function readLut(data: Buffer, inputs: number): DeviceTable | undefined {
  const wide = data.toString("latin1", 0, 4) === "mft2";
  const [outputs, points] = [data[9] ?? 0, data[10] ?? 0];
  const [inputEntries, outputEntries] = wide ? [data.readUInt16BE(48), data.readUInt16BE(50)] : [256, 256];
  const step = wide ? 2 : 1;
  const start = wide ? 52 : 48;
  const nodes = points ** inputs * outputs;
  const gridAt = start + inputs * inputEntries * step;
  const outputAt = gridAt + nodes * step;
  const isWhole = data[8] === inputs && outputs === 3 && points >= 2 && inputEntries >= 2 && outputEntries >= 2;
  if (!isWhole || outputAt + outputs * outputEntries * step > data.length) return undefined;
  const read = (at: number) => (wide ? data.readUInt16BE(at) / 65535 : (data[at] as number) / 255);
  const curves = (count: number, entries: number, from: number) =>
    Array.from({ length: count }, (_, channel) =>
      sampled(entries, (index) => read(from + (channel * entries + index) * step)),
    );
  const first = each(curves(inputs, inputEntries, start));
  const colours = grid(new Array<number>(inputs).fill(points), outputs, (index) => read(gridAt + index * step));
  const last = each(curves(outputs, outputEntries, outputAt));
  return (device) => last(colours(first(device)));
}

/** Curves one after another, each padded to four bytes (ICC.1:2022, 10.12.5). */
function readCurves(data: Buffer, from: number, count: number): readonly Curve[] | undefined {
  const curves: Curve[] = [];
  for (let channel = 0, at = from; channel < count; channel++) {
    const curve = data.subarray(at);
    const bytes = curveBytes(curve);
    if (bytes === undefined || Number.isNaN(toneAt(curve, 0.5))) return undefined;
    curves.push((value) => clamp(toneAt(curve, clamp(value))));
    at += (bytes + 3) & ~3;
  }
  return curves;
}

/** lutAToBType (ICC.1:2022, 10.12): A curves, grid, M curves, matrix, B curves; those with offset 0 are left out. */
function readAToB(data: Buffer, inputs: number): DeviceTable | undefined {
  if (data.length < 32 || data[8] !== inputs || data[9] !== 3) return undefined;
  const [bAt = 0, matrixAt = 0, mAt = 0, gridAt = 0, aAt = 0] = [12, 16, 20, 24, 28].map((at) => data.readUInt32BE(at));
  if (gridAt === 0 || gridAt + 20 > data.length) return undefined;
  const points = [...data.subarray(gridAt, gridAt + inputs)];
  const step = data[gridAt + 16] === 2 ? 2 : 1;
  const nodes = points.reduce((product, count) => product * count, 3);
  if (points.some((count) => count < 2) || gridAt + 20 + nodes * step > data.length) return undefined;
  const read = (index: number) =>
    step === 2 ? data.readUInt16BE(gridAt + 20 + index * 2) / 65535 : (data[gridAt + 20 + index] as number) / 255;
  const stages: (DeviceTable | undefined)[] = [
    aAt === 0 ? (values) => values : curvesAt(data, aAt, inputs),
    grid(points, 3, read),
    mAt === 0 ? (values) => values : curvesAt(data, mAt, 3),
    matrixAt === 0 ? (values) => values : matrix(data, matrixAt),
    bAt === 0 ? (values) => values : curvesAt(data, bAt, 3),
  ];
  if (stages.includes(undefined)) return undefined;
  return (device) => (stages as DeviceTable[]).reduce<readonly number[]>((values, stage) => stage(values), device);
}

function curvesAt(data: Buffer, at: number, count: number): DeviceTable | undefined {
  const curves = readCurves(data, at, count);
  return curves && each(curves);
}

/** Nine factors, row by row, then three summands (ICC.1:2022, 10.12.4). */
function matrix(data: Buffer, at: number): DeviceTable | undefined {
  if (at + 48 > data.length) return undefined;
  const e = Array.from({ length: 12 }, (_, index) => data.readInt32BE(at + index * 4) / 65536);
  return (values) =>
    [0, 1, 2].map((row) => [0, 1, 2].reduce((sum, column) => sum + (e[row * 3 + column] as number) * (values[column] as number), e[9 + row] as number)); // prettier-ignore
}

/**
 * The table of an `A2B` tag.
 *
 * @param data of the tag
 * @param inputs device values, such as 4 of CMYK
 * @returns undefined where the table is broken, cut short or of another type
 */
export function readDeviceTable(data: Buffer, inputs: number): DeviceTable | undefined {
  const type = data.toString("latin1", 0, 4);
  if (type === "mAB ") return readAToB(data, inputs);
  return (type === "mft1" || type === "mft2") && data.length >= 52 ? readLut(data, inputs) : undefined;
}
