import { COLD_CELL, cells } from "./cells";
import type { Subject } from "./subjects";
import { runOnce } from "./process";
import type { Programs } from "./programs";
import { JAVASCRIPT } from "./rivals";
import { median, rounded, spreadOf } from "./statistics";

const ROUNDS = 9;

/** Time to load the library and to process a first image in a new process, without the boot of Node.js. */
export interface ColdStart {
  /** Ours, milliseconds. */
  readonly ms: number;
  readonly vsSharp: number;
  readonly vsPillow: number | null;
  readonly vsJimp: number;
  readonly vsJavaScript: number;
  /** Interquartile range of `vsSharp` over the rounds. */
  readonly spread: number;
}

/** Starts every rival in new processes, interleaved. */
export async function measureCold(
  programs: Programs,
  subjects: readonly Subject[],
  progress: (message: string) => void,
): Promise<ColdStart> {
  const cell = cells.find(({ name }) => name === COLD_CELL);
  const files = subjects.flatMap((subject) => subject.files.get(COLD_CELL) ?? []);
  if (!cell || files.length === 0) throw new Error("expected at least one image for a cold start; got none");
  const times = new Map([...programs.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    const file = files[round % files.length] as string;
    progress(`cold ${round + 1}/${ROUNDS}`);
    for (const program of programs.values()) {
      const { ms } = await runOnce(program, { file, widths: cell.widths, format: cell.result });
      times.get(program.name)?.push(ms);
    }
  }
  const of = (name: string): number[] => times.get(name) ?? [];
  const ratios = (to: string): number[] => of("ours").map((ms, round) => ms / (of(to)[round] ?? NaN));
  return {
    ms: rounded(median(of("ours")), 1),
    vsSharp: rounded(median(ratios("sharp")), 3),
    vsPillow: programs.has("pillow") ? rounded(median(ratios("pillow")), 3) : null,
    vsJimp: rounded(median(ratios("jimp")), 3),
    vsJavaScript: rounded(median(ratios(JAVASCRIPT)), 3),
    spread: rounded(spreadOf(ratios("sharp")), 3),
  };
}
