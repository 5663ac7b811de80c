import type { Readable } from "node:stream";

import { endOfOutput } from "./protocol";

/** Splits an instance's output into lines, and tells when the output of an invocation is complete. */
export class Output {
  #rest = "";
  #ended = 0;
  #closed = false;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(stream: Readable, onLine: (line: string) => void) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === endOfOutput) this.#ended += 1;
        else if (line.endsWith(endOfOutput)) {
          onLine(line.slice(0, -endOfOutput.length));
          this.#ended += 1;
        } else onLine(line);
      }
      this.#wake();
    });
    stream.on("close", () => {
      if (this.#rest !== "") onLine(this.#rest);
      this.#rest = "";
      this.#closed = true;
      this.#wake();
    });
  }

  /** Resolves when `count` invocations have ended their output, or nothing more can come. */
  ended(count: number): Promise<void> {
    if (this.#closed || this.#ended >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  #wake(): void {
    const ready = this.#waiting.filter(({ count }) => this.#closed || this.#ended >= count);
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  }
}
