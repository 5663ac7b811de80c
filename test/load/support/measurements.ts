import { readFileSync } from "node:fs";

/** Clock ticks of a second, as the kernel reports times (`getconf CLK_TCK`; 100 wherever Node.js runs). */
const TICKS_PER_SEC = 100;

/** Processor time until now, in milliseconds. */
interface ProcessorTime {
  readonly ownMs: number;
  /** Of child processes that have ended; NaN where the system does not tell. */
  readonly childrenMs: number;
}

/** Processor time of this process and of its children that have ended. */
export function processorTime(): ProcessorTime {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { ownMs: (userCPUTime + systemCPUTime) / 1000, childrenMs: childrenMs() };
}

function childrenMs(): number {
  let stat: string;
  try {
    stat = readFileSync("/proc/self/stat", "utf8");
  } catch {
    return NaN;
  }
  // After the name, which may have spaces: state, and from there utime, stime, cutime and cstime are fields 12 to 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[13]) + Number(fields[14])) / TICKS_PER_SEC) * 1000;
}

/** Percentiles of durations, in whole milliseconds. */
export function percentiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length };
}
