import type { Readable } from "node:stream";

import { END_OF_OUTPUT } from "./protocol";

/** Splits an instance's output into lines, and detects the end of an invocation's output. */
export class Output {
  private rest = "";
  private endedCount = 0;
  private closed = false;
  private waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(stream: Readable, onLine: (line: string) => void) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      const lines = (this.rest + text).split("\n");
      this.rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === END_OF_OUTPUT) this.endedCount += 1;
        else if (line.endsWith(END_OF_OUTPUT)) {
          onLine(line.slice(0, -END_OF_OUTPUT.length));
          this.endedCount += 1;
        } else onLine(line);
      }
      this.wake();
    });
    stream.on("close", () => {
      if (this.rest !== "") onLine(this.rest);
      this.rest = "";
      this.closed = true;
      this.wake();
    });
  }

  /** Resolves when the output of `count` invocations is complete, or the stream has closed. */
  ended(count: number): Promise<void> {
    if (this.closed || this.endedCount >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ count, resolve }));
  }

  private wake(): void {
    const ready = this.waiters.filter(({ count }) => this.closed || this.endedCount >= count);
    this.waiters = this.waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  }
}
