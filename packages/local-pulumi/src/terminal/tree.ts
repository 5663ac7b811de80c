import pc from "picocolors";

import type { TreeRow } from "./resource-rows";
import { colours, seconds, shortType, signs, statusOf } from "./words";

/** The tree of resources as lines: sign, type below its parents, name, status. */
export function treeLines(rows: readonly TreeRow[], dryRun: boolean): string[] {
  const types = rows.map(({ branch, type }) => `${branch}${shortType(type)}`);
  const typeWidth = Math.max(4, ...types.map((type) => type.length)) + 2;
  const nameWidth = Math.max(4, ...rows.map(({ name }) => name.length)) + 2;
  const header = `     ${"Type".padEnd(typeWidth)}${"Name".padEnd(nameWidth)}${dryRun ? "Plan" : "Status"}`;
  return [
    pc.bold(header),
    ...rows.map((row, i) => {
      const { op, phase, name, elapsedMs } = row;
      const status = [statusOf(op, phase, dryRun), dryRun ? "" : seconds(elapsedMs), because(row)].filter(
        (text) => text !== "",
      );
      const sign = colours[op](signs[op].padEnd(2));
      return ` ${sign}  ${(types[i] ?? "").padEnd(typeWidth)}${name.padEnd(nameWidth)}${colours[op](status.join(" "))}`.trimEnd();
    }),
  ];
}

/** Which properties an update or a replacement is for. */
export function because({ op, replaces, changed }: Pick<TreeRow, "op" | "replaces" | "changed">): string {
  const keys = op === "replace" && replaces.length > 0 ? replaces : op === "update" ? changed : [];
  return keys.length === 0 ? "" : `[diff: ${keys.map((key) => `~${key}`).join(",")}]`;
}
