import type { WriteStream } from "node:tty";

import { oneLine } from "@image-pipeline/local-pulumi/terminal";

/** Milliseconds between two lines of progress where there is no terminal. */
const LINE_EVERY_MS = 10_000;

/** What a command has counted so far, and its progress on standard error. */
export class Tally<Name extends string> {
  readonly counts: Record<Name, number>;
  private shownAt = performance.now();
  private at = "";
  private lineShown = false;

  /** @param names of the counts, in the order in which they are shown */
  constructor(
    private readonly err: Pick<WriteStream, "write" | "isTTY">,
    private readonly names: readonly Name[],
  ) {
    this.counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  }

  /** @param at the item: what is shown as the place that has been reached */
  count(name: Name, at: string): void {
    this.counts[name] += 1;
    this.at = at;
    const everyMs = this.err.isTTY ? 100 : LINE_EVERY_MS;
    if (performance.now() - this.shownAt < everyMs) return;
    this.shownAt = performance.now();
    const line = `${this.summary()}; at ${oneLine(this.at)}`;
    this.err.write(this.err.isTTY ? `\r\u001b[K${line.slice(0, 150)}` : `${line}\n`);
    this.lineShown = this.err.isTTY;
  }

  /** Prints a line above the progress. */
  print(line: string): void {
    this.clear();
    this.err.write(`${oneLine(line)}\n`);
  }

  /** Removes the progress from a terminal. */
  clear(): void {
    if (this.lineShown) this.err.write("\r\u001b[K");
    this.lineShown = false;
  }

  summary(): string {
    return this.names.map((name) => `${this.counts[name].toLocaleString("en-US")} ${name}`).join(", ");
  }
}
