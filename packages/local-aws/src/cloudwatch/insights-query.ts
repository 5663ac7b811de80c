const commands = [
  "anomaly",
  "dedup",
  "diff",
  "display",
  "fields",
  "filter",
  "filterIndex",
  "limit",
  "parse",
  "pattern",
  "sort",
  "SOURCE",
  "stats",
  "unmask",
  "unnest",
];
const MAX_LIMIT = 10_000;

/** Splits at `|`, but not inside quotes or regular expressions. */
function splitCommands(query: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const [token] of query.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|\/(?:\\.|[^/\\\n])+\/|[^]/g)) {
    if (token === "|") {
      parts.push(part);
      part = "";
    } else part += token;
  }
  return [...parts, part].map((text) => text.trim());
}

function balanced(text: string): boolean {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|\/(?:\\.|[^/\\\n])+\//g, "");
  let depth = 0;
  for (const character of bare) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0 && !/["'`]/.test(bare);
}

/**
 * Problems of a query in the Logs Insights query language; empty if it is valid.
 *
 * Only commands, quotes and brackets are checked; names of fields depend on the logs.
 */
export function insightsQueryProblems(query: string): string[] {
  const lines = query.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  return splitCommands(lines.join("\n")).flatMap((command) => {
    const [word = "", rest = ""] = [/^\w*/.exec(command)?.[0], command.replace(/^\w+\s*/, "")];
    if (word === "") return ["an empty command"];
    if (!commands.includes(word)) return [`unknown command "${word}"`];
    if (rest === "" && !["diff", "pattern", "anomaly"].includes(word)) return [`${word}: expected an argument`];
    if (!balanced(rest)) return [`${word}: quotes or brackets do not match`];
    if (word === "limit" && !(Number(rest) >= 1 && Number(rest) <= MAX_LIMIT))
      return [`limit: expected 1..${MAX_LIMIT}`];
    return [];
  });
}
