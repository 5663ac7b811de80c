import type { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";

import { columnsOf, cut } from "./fit";

/** Shortest time between two drawings, in milliseconds. */
const FRAME_MS = 60;

/** Width of a terminal that does not report one, in columns. */
const DEFAULT_COLUMNS = 80;

/** Escape sequences: up n lines, clear from the cursor down, hide and show the cursor. */
const up = (lines: number) => (lines > 0 ? `\u001b[${lines}A` : "");
const CLEAR_DOWN = "\u001b[0J";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

/** Lines at the bottom of a terminal that are drawn again and again. */
export class LiveRegion {
  private readonly out: WriteStream;
  private readonly lines: () => readonly string[];
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly restore = () => void this.out.write(SHOW_CURSOR);

  /** @param lines gives what is to be seen now */
  constructor(out: WriteStream, lines: () => readonly string[]) {
    this.out = out;
    this.lines = lines;
    this.out.write(HIDE_CURSOR);
    process.once("exit", this.restore);
  }

  /** Draws soon; many calls become one drawing. */
  update(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw(this.fitting());
    }, FRAME_MS);
  }

  /** Prints a line that stays, above the others. */
  print(line: string): void {
    this.draw([]);
    this.out.write(`${line}\n`);
    this.draw(this.fitting());
  }

  /** Draws everything once more, also what a small terminal could not show, and leaves it there. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.draw(this.lines());
    this.restore();
    process.off("exit", this.restore);
  }

  /** The last lines where not all fit: a line that has left the screen cannot be drawn again. */
  private fitting(): readonly string[] {
    const room = Math.max(1, this.out.rows - 2);
    return this.lines()
      .slice(-room)
      .map((line) => clip(line, (this.out.columns || DEFAULT_COLUMNS) - 1));
  }

  private draw(lines: readonly string[]): void {
    this.out.write(`${up(this.drawn)}\r${CLEAR_DOWN}${lines.map((line) => `${line}\n`).join("")}`);
    this.drawn = lines.length;
  }
}

/** Cuts a line to `width` columns; one that has to be cut loses its colours with it. */
export function clip(line: string, width: number): string {
  const bare = stripVTControlCharacters(line);
  return columnsOf(bare) <= width ? line : cut(bare, width);
}
