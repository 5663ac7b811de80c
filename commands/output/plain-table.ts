import Table from "cli-table3";
import pc from "picocolors";

import { columnsOf } from "@image-pipeline/local-pulumi/terminal";

/** A space on either side of each cell, and two between cells. */
const gapColumns = (cells: number) => cells * 2 + (cells - 1) * 2;

/** The only rules are those around the head. */
const chars = {
  top: "─",
  "top-mid": "─",
  "top-left": "",
  "top-right": "",
  bottom: "─",
  "bottom-mid": "─",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "─",
  "mid-mid": "─",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** A table of texts, which may hold colours. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colAligns: ("left" | "right")[],
): string {
  const table = new Table({
    head: head.map((title) => pc.bold(title)),
    colAligns,
    style: { head: [], border: [], compact: true },
    chars,
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** Columns of the terminal that a table takes whose rows, the head among them, are these texts without colours. */
export function tableColumns(rows: readonly (readonly string[])[]): number {
  const cells = rows[0]?.length ?? 0;
  const widths = Array.from({ length: cells }, (_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ""))));
  return widths.reduce((sum, width) => sum + width, gapColumns(cells));
}
