import type { Range } from "../../handlers/contract";
import type { Setting, Settings } from "../settings";

/** A line of a table of settings. */
export interface Row {
  readonly key: string;
  readonly type: string;
  readonly unit?: string;
  readonly values: string;
  readonly fallback: string;
  readonly meaning: string;
}

export const rangeOf = ({ min, max }: Range): string => `${min}..${max}`;

export const code = (text: string): string => `\`${text}\``;

export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

function valuesOf(setting: Setting): string {
  switch (setting.kind) {
    case "integer":
    case "number":
      return rangeOf(setting);
    case "flag":
      return codes(["true", "false"]);
    case "choice":
      return codes(setting.choices);
    case "text":
      return setting.expected;
  }
}

function fallbackOf({ fallback }: Setting): string {
  if (fallback === undefined) return "none";
  return fallback === "" ? code('""') : code(String(fallback));
}

const typeNames = { integer: "integer", number: "number", flag: "flag", choice: "choice", text: "text" } as const;

/** Lines of a table of settings; `prefix` is put before each key. */
export const rowsOf = (settings: Settings, prefix = ""): Row[] =>
  Object.entries(settings).map(([key, setting]) => ({
    key: `${prefix}${key}`,
    type: typeNames[setting.kind],
    ...(setting.unit !== undefined && { unit: setting.unit }),
    values: valuesOf(setting),
    fallback: fallbackOf(setting),
    meaning: setting.meaning,
  }));

/** A table as Markdown. */
export function table(rows: readonly Row[]): string {
  const head = ["key", "type", "unit", "values", "default", "meaning"];
  const cells = rows.map(({ key, type, unit = "", values, fallback, meaning }) => [
    code(key),
    type,
    unit,
    values,
    fallback,
    meaning,
  ]);
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
