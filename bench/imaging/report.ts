import { cells, COLD_TARGET } from "./cells";
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

function warmTable({ warm }: ImagingResults): string {
  const rows = cells.flatMap(({ name, target }) => {
    const cell = warm[name];
    if (!cell) return [];
    return [
      [
        name,
        cell.ms.toFixed(1),
        ratio(cell.vsSharp, target.vsSharp),
        `± ${(cell.spread / 2).toFixed(2)}`,
        ratio(cell.vsSharpDefault),
        ratio(cell.cpuVsSharp),
        ratio(cell.vsPillow, target.vsPillow),
        cell.vsJimp.toFixed(3),
        cell.javascriptMs.toFixed(1),
        cell.vsJavaScript.toFixed(3),
        compliance([
          [cell.vsSharp, target.vsSharp],
          [cell.vsPillow, target.vsPillow],
        ]),
      ],
    ];
  });
  return table([
    [
      "warm",
      "ms",
      "/ sharp, one core",
      "spread",
      "/ sharp, all cores",
      "cpu / sharp",
      "/ Pillow",
      "/ jimp",
      "JavaScript, ms",
      "/ JavaScript",
      "",
    ],
    ...rows,
  ]);
}

function memoryTable({ memory }: ImagingResults): string {
  if (!memory) return "memory: not measured, this system has no /proc";
  const rows = cells.flatMap(({ name, memoryTarget }) => {
    const cell = memory[name];
    if (!cell) return [];
    const pillow = cell.pillowMb === null ? "-" : cell.pillowMb.toFixed(0);
    const sizes = [
      cell.mb.toFixed(0),
      cell.sharpMb.toFixed(0),
      pillow,
      cell.jimpMb.toFixed(0),
      cell.javascriptMb.toFixed(0),
    ];
    return [[name, ...sizes, ratio(cell.vsSharp, memoryTarget), compliance([[cell.vsSharp, memoryTarget]])]];
  });
  if (rows.length === 0) return "peak memory: not measured, none of the cells has a target";
  return table([["peak memory, MB", "ours", "sharp", "Pillow", "jimp", "JavaScript", "/ sharp", ""], ...rows]);
}

function qualityTable({ quality }: ImagingResults): string {
  if (!quality) return "quality: not measured, no python3 with Pillow (see --python)";
  const score = ({ psnr, ssim }: { psnr: number; ssim: number }): string => `${psnr.toFixed(1)} / ${ssim.toFixed(4)}`;
  const rows = cells.flatMap(({ name }) => {
    const cell = quality[name];
    if (!cell) return [];
    return [
      [name, score(cell.fast), score(cell.best), score(cell.sharp), score(cell.jimp), cell.leastGainDb.toFixed(1)],
    ];
  });
  return table([
    ["dB / SSIM to Pillow", "ours, fast", "ours, best", "sharp", "jimp", "least gain on sharp, dB"],
    ...rows,
  ]);
}

/** The results as text, with their targets. */
export function describeImaging(results: ImagingResults): string {
  const { cold } = results;
  const coldLine =
    `cold start with a first 12 MP image: ${cold.ms.toFixed(0)} ms, ${ratio(cold.vsSharp, COLD_TARGET)} of sharp's, ` +
    `${ratio(cold.vsPillow)} of Pillow's, ${ratio(cold.vsJimp)} of jimp's, ${ratio(cold.vsJavaScript)} of our JavaScript's: ${compliance([[cold.vsSharp, COLD_TARGET]])}`;
  return [warmTable(results), coldLine, memoryTable(results), qualityTable(results)].join("\n\n");
}
