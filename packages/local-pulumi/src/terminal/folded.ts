import type { Operation } from "../engine/events";
import { columnsOf } from "./fit";
import type { ResourceRow } from "./resource-rows";
import { treeLines } from "./tree";
import { colours, shortType, signs, statusOf } from "./words";

/** Operations of which people want to see each resource: they change or end what is there. */
const listed: readonly Operation[] = ["update", "replace", "delete"];

/** The rest, of which counts are enough. */
const counted: readonly Operation[] = ["create", "read"];

/** Narrowest width that lines are wrapped to, in columns. */
const LEAST_COLUMNS = 40;

/** Columns before the counts of a line. */
const INDENT = 5;

/** Where a resource is counted: the service of a cloud's resource, "components" of programs. */
function groupOf(type: string): string {
  const [pkg = "", module = "", name = ""] = shortType(type).split(":");
  if (pkg === "aws") return module;
  if (pkg === "pulumi") return name === "Stack" ? "stack" : pkg;
  return "components";
}

/** Counts of each group, the largest first: `lambda 24, iam 31`. */
function countsOf(rows: readonly ResourceRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { type } of rows) counts.set(groupOf(type), (counts.get(groupOf(type)) ?? 0) + 1);
  return [...counts]
    .filter(([group]) => group !== "stack")
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([group, count]) => `${group} ${count}`);
}

/** Words in lines of at most so many columns. */
function wrapped(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** How far a run is, as one line: what is done, and what is under way. */
export function progressLine(rows: readonly ResourceRow[], dryRun: boolean): string {
  const shown = rows.filter(({ op }) => op !== "same");
  const done = shown.filter(({ phase }) => phase === "end");
  const now = shown.findLast(({ phase }) => phase === "begin");
  const what = now ? `  ${statusOf(now.op, now.phase, dryRun)} ${shortType(now.type)} ${now.name}` : "";
  return ` ${done.length} of ${shown.length} resources${what}`;
}

/**
 * The resources of a run in few lines: of what was created or read the counts by service; what was updated, replaced,
 * deleted or failed each on a line of its own.
 *
 * @param columns of the terminal; lines are wrapped to it
 */
export function foldedLines(rows: readonly ResourceRow[], dryRun: boolean, columns: number): string[] {
  const width = Math.max(LEAST_COLUMNS, columns - 1) - INDENT;
  const failed = rows.filter(({ phase }) => phase === "fail");
  const others = rows.filter((row) => !failed.includes(row));
  const counts = counted.flatMap((op) => {
    const of = others.filter((row) => row.op === op);
    const groups = countsOf(of);
    if (groups.length === 0) return [];
    const words = groups.map((group, i) => (i < groups.length - 1 ? `${group},` : group));
    const [first = "", ...rest] = wrapped([`${statusOf(op, "end", dryRun)}:`, ...words], width);
    return [` ${colours[op](signs[op].padEnd(2))}  ${first}`, ...rest.map((line) => `${" ".repeat(INDENT)}${line}`)];
  });
  const each = [...others.filter(({ op }) => listed.includes(op)), ...failed].map((row) => ({ ...row, branch: "" }));
  const [, ...lines] = each.length > 0 ? treeLines(each, dryRun) : [];
  return [...counts, ...lines];
}
