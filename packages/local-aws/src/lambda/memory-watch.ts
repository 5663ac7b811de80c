import { readFileSync } from "node:fs";

/** Time between two measurements, in milliseconds. */
const INTERVAL_MS = 20;

/**
 * Largest resident memory of a process since its program started, in MB (MiB, as Lambda counts); undefined on systems
 * other than Linux, or if the process has ended. `getrusage` has no such figure: its maximum includes the process from
 * which this one was forked.
 */
function peakMemoryMb(pid: number): number | undefined {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

/**
 * Calls `onExceeded` once when the peak memory of a process exceeds `limitMb`: it is the kernel's own, so that no
 * allocation is too short to be seen.
 *
 * @returns a function that stops watching.
 */
export function watchMemory(pid: number, limitMb: number, onExceeded: (mb: number) => void): () => void {
  const timer = setInterval(() => {
    const mb = peakMemoryMb(pid);
    if (mb === undefined || mb <= limitMb) return;
    clearInterval(timer);
    onExceeded(Math.round(mb));
  }, INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
