import pc from "picocolors";

import { columnsOf, oneLine, shorten } from "@image-pipeline/local-pulumi/terminal";
import { type ImageReport, resultBytes } from "../images/image-report";
import { plainTable, tableColumns } from "./plain-table";
import { readableBytes } from "./summary";

/** A report as texts that are safe to print. */
interface Row {
  readonly name: string;
  readonly sizes: string;
  readonly bytes: string;
  readonly result: string;
  readonly ms: string;
  readonly paint: (text: string) => string;
}

const titles: Omit<Row, "paint"> = { name: "File", sizes: "Size", bytes: "Bytes", result: "Result", ms: "ms" };

/** The least to which file and result are shortened in a table, in columns. */
const MIN_NAME_COLUMNS = 12;

/**
 * The reports as a table. Where it would be wider than the terminal, names lose their middle; where they would become
 * too short, there is no table but a few lines for each image.
 *
 * @param columns of the terminal; 0, as of a terminal of unknown width, means unlimited. Default 0
 */
export function outcomeTable(reports: readonly ImageReport[], columns = 0): string {
  const rows = reports.map(rowOf);
  const fixed = [titles, ...rows].map(({ sizes, bytes, ms }) => ["", sizes, bytes, "", ms]);
  const widest = (column: "name" | "result") => Math.max(...[titles, ...rows].map((row) => columnsOf(row[column])));
  const room = (columns || Infinity) - tableColumns(fixed);
  if (room < 2 * MIN_NAME_COLUMNS) return rows.map((row) => stacked(row, columns)).join("\n");
  const nameColumns = Math.min(widest("name"), Math.max(Math.floor(room / 2), room - widest("result")));
  return plainTable(
    Object.values(titles),
    rows.map(({ name, sizes, bytes, result, ms, paint }) => [
      shorten(name, nameColumns),
      sizes,
      bytes,
      paint(shorten(result, room - nameColumns)),
      ms,
    ]),
    ["left", "left", "right", "left", "right"],
  );
}

/** A report as one line, where the output is not a terminal. */
export function outcomeLine(report: ImageReport): string {
  const { name, sizes, bytes, result, ms, paint } = rowOf(report);
  return [name, sizes, bytes, paint(result), `${ms} ms`].filter((field) => field !== "").join("  ");
}

function stacked({ name, sizes, bytes, result, ms, paint }: Row, columns: number): string {
  const facts = [sizes, bytes, `${ms} ms`].filter((field) => field !== "").join("  ");
  const indented = (text: string) => `  ${shorten(text, columns - 2)}`;
  return [shorten(name, columns), indented(facts), paint(indented(result))].join("\n");
}

function rowOf(report: ImageReport): Row {
  const { image, outcome, ms, cold } = report;
  const processed = outcome.status === "processed";
  const originalBytes = readableBytes(image.sizeBytes);
  const results = processed ? outcome.results : [];
  const warnings = processed && outcome.warnings ? ` (${outcome.warnings.join(", ")})` : "";
  const resultSizes = results.flatMap(({ size }) => size ?? []).join(", ");
  return {
    name: oneLine(image.name),
    sizes: [outcome.originalSize ?? "", resultSizes].filter((size) => size !== "").join(" → "),
    bytes: processed ? `${originalBytes} → ${readableBytes(resultBytes(report))}` : originalBytes,
    result: oneLine(
      processed ? `${results.map(({ key }) => key).join(", ")}${warnings}` : `${outcome.status}: ${outcome.reason}`,
    ),
    // A cold start is most of that time.
    ms: `${cold === true ? "cold " : ""}${Math.round(ms)}`,
    paint: { processed: pc.green, refused: pc.yellow, failed: pc.red }[outcome.status],
  };
}
