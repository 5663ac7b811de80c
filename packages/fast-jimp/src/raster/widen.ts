import type { Channels } from "../png/expand";

/** Writes a row of grey, RGB or RGBA as RGBA, from `to` on. */
export function widenRow(row: Uint8Array, channels: Channels, out: Buffer, to: number): void {
  if (channels === 4) {
    out.set(row, to);
    return;
  }
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  for (let from = 0; from < row.length; from += channels, to += 4) {
    out[to] = row[from] as number;
    out[to + 1] = row[from + green] as number;
    out[to + 2] = row[from + blue] as number;
    out[to + 3] = 255;
  }
}
