import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Shortest time from a change to the write, in milliseconds: further changes are written with it. */
const GATHER_MS = 150;

/** Files that take long to write are written less often: the wait is this many times the duration of the last write. */
const REST_FACTOR = 20;

/**
 * A service's state as one JSON file: read at start, written soon after a change and on close, replaced atomically, so
 * that a run that is killed leaves a whole file.
 */
export class StateFile<T> {
  private timer: NodeJS.Timeout | undefined;
  private lastWriteMs = 0;

  constructor(
    private readonly file: string,
    private readonly snapshot: () => T,
  ) {}

  /** The state that the last run has written, or undefined. */
  static read<T>(file: string): T | undefined {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    return JSON.parse(text) as T;
  }

  /** Schedules a write. */
  changed(): void {
    this.timer ??= setTimeout(() => this.flushLater(), Math.max(GATHER_MS, REST_FACTOR * this.lastWriteMs)).unref();
  }

  /** Writes now if a write is scheduled. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const start = performance.now();
    mkdirSync(dirname(this.file), { recursive: true });
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.snapshot()));
    renameSync(next, this.file);
    this.lastWriteMs = performance.now() - start;
  }

  /** No caller waits for this write: a failure is a warning, and the next change schedules another one. */
  private flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      process.emitWarning(
        `${this.file} could not be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
