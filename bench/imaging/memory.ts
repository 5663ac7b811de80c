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
  readonly pillowMb: number | null;
  readonly jimpMb: number;
  /** Ours with its loops in JavaScript. */
  readonly javascriptMb: number;
  readonly vsSharp: number;
}

/** Measures the cells that have a target; null on a system without /proc. */
export async function measureMemory(
  programs: Programs,
  cells: readonly Cell[],
  subjects: readonly Subject[],
  progress: (message: string) => void,
): Promise<Record<string, MemoryCell> | null> {
  const result: Record<string, MemoryCell> = {};
  for (const cell of cells.filter(({ memoryTarget }) => memoryTarget !== undefined)) {
    progress(`memory ${cell.name}`);
    const peaks = new Map<string, number>();
    for (const program of programs.values()) {
      // jimp takes seconds and a gigabyte for each image: one has to do.
      const images = program.name === "jimp" ? subjects.slice(0, 1) : subjects;
      const above: number[] = [];
      for (const { files } of images) {
        const { idleKb, peakKb } = await runOnce(program, { file: files[cell.name], format: cell.format });
        if (peakKb === 0) return null;
        above.push((peakKb - idleKb) / 1024);
      }
      peaks.set(program.name, mean(above));
    }
    const of = (name: string): number => rounded(peaks.get(name) ?? NaN, 1);
    result[cell.name] = {
      mb: of("ours"),
      sharpMb: of("sharp"),
      pillowMb: programs.has("pillow") ? of("pillow") : null,
      jimpMb: of("jimp"),
      javascriptMb: of(JAVASCRIPT),
      vsSharp: rounded(of("ours") / of("sharp"), 3),
    };
  }
  return result;
}
