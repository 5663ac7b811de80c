import type { WriteStream } from "node:tty";

import { LiveRegion, printable } from "@image-pipeline/local-pulumi/terminal";

/** Columns of the bar. */
const BAR_WIDTH = 30;

/** The progress of items that are finished one after the other. */
export interface Progress {
  /** Counts one more finished item. */
  step(name: string): void;
  /** Prints a line above the bar. */
  print(line: string): void;
  /** Removes the bar. */
  end(): void;
}

/** A bar at the bottom of a terminal. */
export function startProgress(out: WriteStream, total: number): Progress {
  let done = 0;
  let last = "";
  let ended = false;
  const region = new LiveRegion(out, () => (ended ? [] : [`${bar(done, total)} ${done}/${total}  ${last}`]));
  region.update();
  return {
    step(name) {
      done += 1;
      last = printable(name);
      region.update();
    },
    print: (line) => region.print(line),
    end() {
      ended = true;
      region.end();
    },
  };
}

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR_WIDTH : Math.round((done / total) * BAR_WIDTH);
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}
