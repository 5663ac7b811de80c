import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Shortest time that changes are gathered before they are written, in milliseconds. */
const GATHER_MS = 150;

/** A file that takes long to write is written less often: this many times as long as its last write took. */
const REST_FACTOR = 20;

/**
 * A service's state as one JSON file: read at start, written soon after a change and on close, replaced atomically so that
 * a run that is killed leaves the file of the last change before it.
 */
export class StateFile<T> {
  private timer: NodeJS.Timeout | undefined;
  private lastWriteMs = 0;

  constructor(
    private readonly file: string,
    private readonly snapshot: () => T,
  ) {}

  /** What the last run left, or undefined. */
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

  /** Notes that something changed. */
  changed(): void {
    this.timer ??= setTimeout(() => this.flushLater(), Math.max(GATHER_MS, REST_FACTOR * this.lastWriteMs)).unref();
  }

  /** Writes now if something changed since the last time. */
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

  /** Nobody waits for this write: if it fails, the run goes on, and the next change tries again. */
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
