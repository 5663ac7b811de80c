import type { WriteStream } from "node:tty";
import { setTimeout } from "node:timers/promises";

const ESCAPE = String.fromCharCode(27);
const token = new RegExp(`${ESCAPE}\\[\\??\\d*[A-Za-z]|\\n|\\r|[^${ESCAPE}\\n\\r]+`, "g");

/** A terminal of 80 x 24 that knows as much as live output uses: line ends, cursor up, clear downwards, cursor on and off. */
export class Screen {
  private readonly screenLines: string[] = [""];
  private row = 0;
  cursorShown = true;

  /** What programs write to. */
  readonly stream = {
    isTTY: true,
    rows: 24,
    columns: 80,
    write: (text: string) => {
      for (const [part] of text.matchAll(token)) this.take(part);
      return true;
    },
  } as unknown as WriteStream;

  /** What is to be seen, without empty lines at the end. */
  lines(): string[] {
    const last = this.screenLines.findLastIndex((line) => line !== "");
    return this.screenLines.slice(0, last + 1);
  }

  /** Resolves when what was put off to a next drawing has been drawn. */
  settled(): Promise<void> {
    return setTimeout(150);
  }

  private take(part: string): void {
    if (part === "\n") this.screenLines[++this.row] ??= "";
    else if (part === `${ESCAPE}[0J`) this.screenLines.splice(this.row, Infinity, "");
    else if (part === `${ESCAPE}[?25l`) this.cursorShown = false;
    else if (part === `${ESCAPE}[?25h`) this.cursorShown = true;
    else if (part.startsWith(ESCAPE)) this.row -= Number(part.slice(2, -1));
    else if (part !== "\r") this.screenLines[this.row] += part;
  }
}
