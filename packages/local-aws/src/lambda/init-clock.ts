import { readFileSync } from "node:fs";

/** Time between two looks at a process, in milliseconds. */
const INTERVAL_MS = 100;

/** What a process has had of the processors so far, in milliseconds. */
export interface ProcessTimes {
  readonly ran: number;
  /** Ready to run, while others ran. */
  readonly waited: number;
}

/** Times of a process's main thread by Linux's scheduler; undefined elsewhere, or if the process has ended. */
export function processTimes(pid: number): ProcessTimes | undefined {
  try {
    const [ran = "", waited = ""] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
    return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
  } catch {
    return undefined;
  }
}

/**
 * Counts the time that a process has had to start. While it uses or waits for a processor its processor time counts,
 * so that a busy machine does not use up its time; while it does neither, and where the system does not say, all time.
 */
export class InitClock {
  /** In milliseconds. */
  counted = 0;

  constructor(
    private last: number,
    private times: ProcessTimes | undefined,
  ) {}

  /** Adds the time until now. */
  look(now: number, times: ProcessTimes | undefined): void {
    const passed = now - this.last;
    const ran = (times?.ran ?? 0) - (this.times?.ran ?? 0);
    const waited = (times?.waited ?? 0) - (this.times?.waited ?? 0);
    const isBusy = times !== undefined && this.times !== undefined && ran + waited > 0;
    this.counted += isBusy ? Math.min(ran, passed) : passed;
    this.last = now;
    this.times = times;
  }
}

/** Calls `onExceeded` once when a process has had `limitMs` to start. @returns a function that stops watching. */
export function watchInit(pid: number | undefined, limitMs: number, onExceeded: () => void): () => void {
  const timesNow = () => (pid === undefined ? undefined : processTimes(pid));
  const clock = new InitClock(performance.now(), timesNow());
  let stopped = false;
  const timer = setInterval(() => {
    clock.look(performance.now(), timesNow());
    if (clock.counted < limitMs) return;
    clearInterval(timer);
    // What this process has not had the time to read is read first: the other one may be ready.
    setImmediate(() => {
      if (!stopped) onExceeded();
    });
  }, INTERVAL_MS);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
