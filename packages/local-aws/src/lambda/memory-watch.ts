import { readFileSync } from "node:fs";

/** Size of a page of `/proc/PID/statm`, in bytes: 4 KiB on x86-64 and on the usual arm64 kernels. */
const PAGE_BYTES = 4096;

/** Time between two measurements, in milliseconds. */
const INTERVAL_MS = 20;

/** Resident memory of a process in MB; undefined on systems other than Linux, or if the process has ended. */
function residentMb(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return (pages * PAGE_BYTES) / 1024 ** 2;
  } catch {
    return undefined;
  }
}

/**
 * Calls `onExceeded` once when the resident memory of a process exceeds `limitMb`.
 *
 * @returns a function that stops watching.
 */
export function watchMemory(pid: number, limitMb: number, onExceeded: (mb: number) => void): () => void {
  const timer = setInterval(() => {
    const mb = residentMb(pid);
    if (mb === undefined || mb <= limitMb) return;
    clearInterval(timer);
    onExceeded(Math.round(mb));
  }, INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
