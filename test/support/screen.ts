import type { WriteStream } from "node:tty";

const ESCAPE = String.fromCharCode(27);
const token = new RegExp(`${ESCAPE}\\[\\??\\d*[A-Za-z]|\\n|\\r|[^${ESCAPE}\\n\\r]+`, "g");

/**
 * A terminal of 80 x 24 with what live output needs: line ends, cursor up, clear downwards, cursor on and off. Colours
 * are ignored.
 */
export class Screen {
  private readonly screenLines: string[] = [""];
  private row = 0;
  private onWrite: () => void = () => undefined;
  cursorShown = true;

  /** The stream to write to. */
  readonly stream = {
    isTTY: true,
    rows: 24,
    columns: 80,
    write: (text: string) => {
      for (const [part] of text.matchAll(token)) this.take(part);
      this.onWrite();
      return true;
    },
  } as unknown as WriteStream;

  /** The visible lines, without empty ones at the end. */
  lines(): string[] {
    const last = this.screenLines.findLastIndex((line) => line !== "");
    return this.screenLines.slice(0, last + 1);
  }

  /** Resolves when the last line contains `text`. */
  shows(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.onWrite = () => {
        if (this.lines().at(-1)?.includes(text) === true) resolve();
      };
      this.onWrite();
    });
  }

  private take(part: string): void {
    if (part === "\n") this.screenLines[++this.row] ??= "";
    else if (part === `${ESCAPE}[0J`) this.screenLines.splice(this.row, Infinity, "");
    else if (part === `${ESCAPE}[?25l`) this.cursorShown = false;
    else if (part === `${ESCAPE}[?25h`) this.cursorShown = true;
    else if (part.startsWith(ESCAPE) && part.endsWith("A")) this.row -= Number(part.slice(2, -1));
    // Colours and the like change nothing of the text.
    else if (part.startsWith(ESCAPE)) return;
    else if (part !== "\r") this.screenLines[this.row] += part;
  }
}
