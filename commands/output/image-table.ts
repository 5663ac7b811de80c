import Table from "cli-table3";
import pc from "picocolors";

import type { PictureOutcome } from "../images/image-report";
import { readableBytes, resultBytes } from "./summary";
import { columnsOf, oneLine, shorten } from "@image-pipeline/local-pulumi/terminal";

/** An outcome as texts that are safe to print. */
interface Row {
  readonly name: string;
  readonly sizes: string;
  readonly bytes: string;
  readonly result: string;
  readonly ms: string;
  readonly paint: (text: string) => string;
}

const titles: Omit<Row, "paint"> = { name: "File", sizes: "Size", bytes: "Bytes", result: "Result", ms: "ms" };

/** A space on either side of each of five cells, and two between them. */
const GAP_COLUMNS = 5 * 2 + 4 * 2;

/** Shorter than this, a name says nothing any more, in columns. */
const MIN_NAME_COLUMNS = 12;

/**
 * The outcomes as a table; rules only around the head. Where it would be wider than the terminal, names lose their
 * middle; where even that is not enough, there is no table but a few lines for each picture.
 *
 * @param columns of the terminal. Default: as many as it takes; 0, of a terminal that does not know, means the same
 */
export function outcomeTable(outcomes: readonly PictureOutcome[], columns = 0): string {
  const rows = outcomes.map(rowOf);
  const width = (column: keyof typeof titles) => Math.max(...[titles, ...rows].map((row) => columnsOf(row[column])));
  const room = (columns || Infinity) - GAP_COLUMNS - width("sizes") - width("bytes") - width("ms");
  if (room < 2 * MIN_NAME_COLUMNS) return rows.map((row) => stacked(row, columns)).join("\n");
  const nameColumns = Math.min(width("name"), Math.max(Math.floor(room / 2), room - width("result")));
  const table = new Table({
    head: Object.values(titles).map((title) => pc.bold(title)),
    colAligns: ["left", "left", "right", "left", "right"],
    style: { head: [], border: [], compact: true },
    chars: plainBorders,
  });
  for (const { name, sizes, bytes, result, ms, paint } of rows) {
    table.push([shorten(name, nameColumns), sizes, bytes, paint(shorten(result, room - nameColumns)), ms]);
  }
  return table.toString();
}

/** One outcome on one line, for what is no terminal. */
export function outcomeLine(outcome: PictureOutcome): string {
  const { name, sizes, bytes, result, ms, paint } = rowOf(outcome);
  return [name, sizes, bytes, paint(result), `${ms} ms`].filter((field) => field !== "").join("  ");
}

function stacked({ name, sizes, bytes, result, ms, paint }: Row, columns: number): string {
  const facts = [sizes, bytes, `${ms} ms`].filter((field) => field !== "").join("  ");
  return [shorten(name, columns), `  ${shorten(facts, columns - 2)}`, `  ${paint(shorten(result, columns - 2))}`].join(
    "\n",
  );
}

function rowOf(outcome: PictureOutcome): Row {
  const { picture, verdict, ms, cold } = outcome;
  const processed = verdict.status === "processed";
  const from = readableBytes(picture.sizeBytes);
  const results = processed ? verdict.results : [];
  const to = results.flatMap(({ size }) => size ?? []).join(", ");
  return {
    name: oneLine(picture.name),
    sizes: [verdict.originalSize ?? "", to].filter((size) => size !== "").join(" → "),
    bytes: processed ? `${from} → ${readableBytes(resultBytes(outcome))}` : from,
    result: oneLine(processed ? results.map(({ key }) => key).join(", ") : `${verdict.status}: ${verdict.reason}`),
    // Most of it was the start of an instance.
    ms: `${cold === true ? "cold " : ""}${Math.round(ms)}`,
    paint: { processed: pc.green, refused: pc.yellow, failed: pc.red }[verdict.status],
  };
}

const plainBorders = {
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
