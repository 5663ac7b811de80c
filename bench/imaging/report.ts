import { cells, COLD_TARGET, MEMORY_TARGET } from "./cells";
import type { ImagingResults } from "./index";

const MET = "met";
const MISSED = "MISSED";

const compliance = (pairs: readonly (readonly [value: number | null, target: number | undefined])[]): string =>
  pairs.every(([value, target]) => value === null || target === undefined || value <= target) ? MET : MISSED;

const ratio = (value: number | null, target?: number): string =>
  value === null ? "-" : target === undefined ? value.toFixed(2) : `${value.toFixed(2)} (<= ${target})`;

/** Aligns columns. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const span = ([least, most]: readonly [number, number]): string => (least === most ? `${least}` : `${least}-${most}`);

function warmTable({ warm, inputs }: ImagingResults): string {
  const rows = cells.flatMap(({ name, target }) => {
    const [cell, input] = [warm[name], inputs[name]];
    if (!cell || !input) return [];
    return [
      [
        name,
        `${input.images}: ${span(input.megapixels)} MP, ${span(input.bytesPerPixel)} B/px`,
        cell.cpuMs.toFixed(1),
        ratio(cell.cpuVsSharp, target.mean),
        `± ${(cell.spread / 2).toFixed(2)}`,
        `${ratio(cell.most, target.most)} ${cell.mostOf}`,
        ratio(cell.vsSharp),
        compliance([
          [cell.cpuVsSharp, target.mean],
          [cell.most, target.most],
        ]),
      ],
    ];
  });
  const head = ["warm", "images", "cpu, ms", "cpu / sharp, one core", "spread", "most of an image", "time / sharp", ""];
  return table([head, ...rows]);
}

function sideTable({ warm }: ImagingResults): string {
  const rows = cells.flatMap(({ name }) => {
    const side = warm[name]?.side;
    if (!side) return [];
    const { vsSharpDefault, vsPillow, vsJimp, javascriptMs, vsJavaScript } = side;
    return [
      [
        name,
        ratio(vsSharpDefault),
        ratio(vsPillow),
        vsJimp.toFixed(3),
        javascriptMs.toFixed(1),
        vsJavaScript.toFixed(3),
      ],
    ];
  });
  if (rows.length === 0) return "";
  return table([["time", "/ sharp, all cores", "/ Pillow", "/ jimp", "JavaScript, ms", "/ JavaScript"], ...rows]);
}

function memoryTable({ memory }: ImagingResults): string {
  if (!memory) return "memory: not measured";
  const rows = cells.flatMap(({ name }) => {
    const cell = memory[name];
    if (!cell) return [];
    const sizes = [cell.mb, cell.sharpMb, cell.pillowMb, cell.jimpMb, cell.javascriptMb];
    return [
      [
        name,
        ...sizes.map((size) => size?.toFixed(0) ?? "-"),
        ratio(cell.vsSharp, MEMORY_TARGET),
        compliance([[cell.vsSharp, MEMORY_TARGET]]),
      ],
    ];
  });
  if (rows.length === 0) return "peak memory: not measured of these cells";
  return table([["peak memory, MB", "ours", "sharp", "Pillow", "jimp", "JavaScript", "/ sharp", ""], ...rows]);
}

function qualityTable({ quality }: ImagingResults): string {
  if (!quality) return "quality: not measured (it takes a Python with Pillow, see --python)";
  const score = ({ psnr, ssim }: { psnr: number; ssim: number }): string => `${psnr.toFixed(1)} / ${ssim.toFixed(4)}`;
  const rows = cells.flatMap(({ name }) => {
    const cell = quality[name];
    if (!cell) return [];
    const jimp = cell.jimp ? score(cell.jimp) : "-";
    return [[name, score(cell.fast), score(cell.best), score(cell.sharp), jimp, cell.leastGainDb.toFixed(1)]];
  });
  return table([
    ["dB / SSIM to Pillow", "ours, fast", "ours, best", "sharp", "jimp", "least gain on sharp, dB"],
    ...rows,
  ]);
}

function coldLine({ cold }: ImagingResults): string {
  if (!cold) return "cold start: not measured";
  const { ms, vsSharp, vsPillow, vsJimp, vsJavaScript } = cold;
  return (
    `cold start with a first image: ${ms.toFixed(0)} ms, ${ratio(vsSharp, COLD_TARGET)} of sharp's, ` +
    `${ratio(vsPillow)} of Pillow's, ${ratio(vsJimp)} of jimp's, ${ratio(vsJavaScript)} of our JavaScript's: ` +
    compliance([[vsSharp, COLD_TARGET]])
  );
}

/** The results as text, with their targets. */
export function describeImaging(results: ImagingResults): string {
  const parts = [
    warmTable(results),
    sideTable(results),
    coldLine(results),
    memoryTable(results),
    qualityTable(results),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}
