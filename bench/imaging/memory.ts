import type { Cell } from "./cells";
import type { Subject } from "./subjects";
import { runOnce } from "./process";
import type { Programs } from "./programs";
import { JAVASCRIPT } from "./rivals";
import { mean, rounded } from "./statistics";

/** Peak resident memory for one image in a new process, less that of the process before it loads the library. */
export interface MemoryCell {
  /** Ours, megabytes. */
  readonly mb: number;
  readonly sharpMb: number;
  /** Null without Pillow, and where it is not measured. */
  readonly pillowMb: number | null;
  readonly jimpMb: number | null;
  /** Ours with its loops in JavaScript. */
  readonly javascriptMb: number | null;
  readonly vsSharp: number;
}

/** Measures the cells of which memory is wanted; null on a system without /proc. */
export async function measureMemory(
  programs: Programs,
  cells: readonly Cell[],
  subjects: readonly Subject[],
  progress: (message: string) => void,
): Promise<Record<string, MemoryCell> | null> {
  const result: Record<string, MemoryCell> = {};
  for (const cell of cells.filter(({ memory }) => memory === true)) {
    progress(`memory ${cell.name}`);
    const peaks = new Map<string, number>();
    const files = subjects.flatMap((subject) => subject.files.get(cell.name) ?? []);
    for (const program of programs.values()) {
      if (cell.all !== true && program.name !== "ours" && program.name !== "sharp") continue;
      // jimp takes seconds and a gigabyte for each image: one has to do.
      const images = program.name === "jimp" ? files.slice(0, 1) : files;
      const above: number[] = [];
      for (const file of images) {
        const { idleKb, peakKb } = await runOnce(program, { file, widths: cell.widths, format: cell.result });
        if (peakKb === 0) return null;
        above.push((peakKb - idleKb) / 1024);
      }
      peaks.set(program.name, mean(above));
    }
    const of = (name: string): number => rounded(peaks.get(name) ?? NaN, 1);
    const sideOf = (name: string): number | null => (peaks.has(name) ? of(name) : null);
    result[cell.name] = {
      mb: of("ours"),
      sharpMb: of("sharp"),
      pillowMb: sideOf("pillow"),
      jimpMb: sideOf("jimp"),
      javascriptMb: sideOf(JAVASCRIPT),
      vsSharp: rounded(of("ours") / of("sharp"), 3),
    };
  }
  return result;
}
