import { closeSync, openSync, readSync } from "node:fs";

/** Time between two measurements, in milliseconds. */
const INTERVAL_MS = 20;

/** Enough for `/proc/PID/status`, in bytes. */
const STATUS_BYTES = 8192;

/**
 * Largest resident memory of a process since its program started, in MB (MiB, as Lambda counts); undefined if the
 * process has ended. `getrusage` has no such figure: its maximum includes the process from which this one was forked.
 *
 * @param status the process's `/proc/PID/status`, which stays open: to open it again costs more than to read it
 */
function peakMemoryMb(status: number, buffer: Buffer): number | undefined {
  try {
    const text = buffer.toString("latin1", 0, readSync(status, buffer, 0, buffer.length, 0));
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(text) ?? [];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

/** A process's status; undefined on systems other than Linux, or if the process has ended. */
function openStatus(pid: number): number | undefined {
  try {
    return openSync(`/proc/${pid}/status`, "r");
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
  const status = openStatus(pid);
  if (status === undefined) return () => undefined;
  const buffer = Buffer.allocUnsafe(STATUS_BYTES);
  let watching = true;
  const stop = () => {
    if (!watching) return;
    watching = false;
    clearInterval(timer);
    closeSync(status);
  };
  const timer = setInterval(() => {
    const mb = peakMemoryMb(status, buffer);
    if (mb === undefined || mb <= limitMb) return;
    stop();
    onExceeded(Math.round(mb));
  }, INTERVAL_MS).unref();
  return stop;
}
