import { cpus } from "node:os";

/** Time that all processors together have worked until now, in milliseconds, and when that was looked up. */
interface WorkedTime {
  readonly workedMs: number;
  readonly atMs: number;
  readonly count: number;
}

/** Looks that are closer together are one, in milliseconds: the system counts in hundredths of a second. */
const SAME_LOOK_MS = 20;

let last: WorkedTime | undefined;

function workedTime(): WorkedTime {
  if (last === undefined || performance.now() - last.atMs >= SAME_LOOK_MS) last = lookUp();
  return last;
}

function lookUp(): WorkedTime {
  const all = cpus();
  const workedMs = all.reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  return { workedMs, atMs: performance.now(), count: all.length };
}

/**
 * Starts to watch the machine's processors, whatever works on them.
 *
 * @returns the share of their time that they have worked since, 0 to 1; 0 where the system does not report it
 */
export function watchProcessors(): () => number {
  const before = workedTime();
  return () => {
    const now = workedTime();
    const availableMs = (now.atMs - before.atMs) * now.count;
    return availableMs > 0 ? Math.min(1, Math.max(0, (now.workedMs - before.workedMs) / availableMs)) : 0;
  };
}
