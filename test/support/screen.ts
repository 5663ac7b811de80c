import type { WriteStream } from "node:tty";
import { setTimeout } from "node:timers/promises";

const escape = String.fromCharCode(27);
const token = new RegExp(`${escape}\\[\\??\\d*[A-Za-z]|\\n|\\r|[^${escape}\\n\\r]+`, "g");

/** A terminal of 80 x 24 that knows as much as live output uses: line ends, cursor up, clear downwards, cursor on and off. */
export class Screen {
  readonly #lines: string[] = [""];
  #row = 0;
  cursorShown = true;

  /** What programs write to. */
  readonly stream = {
    isTTY: true,
    rows: 24,
    columns: 80,
    write: (text: string) => {
      for (const [part] of text.matchAll(token)) this.#take(part);
      return true;
    },
  } as unknown as WriteStream;

  /** What is to be seen, without empty lines at the end. */
  lines(): string[] {
    const last = this.#lines.findLastIndex((line) => line !== "");
    return this.#lines.slice(0, last + 1);
  }

  /** Resolves when what was put off to a next drawing has been drawn. */
  settled(): Promise<void> {
    return setTimeout(150);
  }

  #take(part: string): void {
    if (part === "\n") this.#lines[++this.#row] ??= "";
    else if (part === `${escape}[0J`) this.#lines.splice(this.#row, Infinity, "");
    else if (part === `${escape}[?25l`) this.cursorShown = false;
    else if (part === `${escape}[?25h`) this.cursorShown = true;
    else if (part.startsWith(escape)) this.#row -= Number(part.slice(2, -1));
    else if (part !== "\r") this.#lines[this.#row] += part;
  }
}
