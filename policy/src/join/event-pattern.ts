import type { Plain } from "../core/plain-value";

/** Comparisons of EventBridge, which filters of event sources and pipes share. */
const comparisons = ["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"];

/** What is wrong with an event pattern, as a clause that follows it; undefined where it is well-formed. */
export function patternProblem(text: Plain): string | undefined {
  if (typeof text !== "string") return "that is no JSON text";
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    return "that is no JSON text";
  }
  if (!isObject(pattern)) return "that is no JSON object";
  if (Object.keys(pattern).length === 0) return "that is empty";
  return objectProblem(pattern, "");
}

function objectProblem(pattern: Readonly<Record<string, unknown>>, path: string): string | undefined {
  for (const [key, value] of Object.entries(pattern)) {
    const where = path === "" ? key : `${path}.${key}`;
    const problem =
      key === "$or"
        ? alternativesProblem(value, where)
        : isObject(value)
          ? Object.keys(value).length === 0
            ? `with nothing to match in "${where}"`
            : objectProblem(value, where)
          : leafProblem(value, where);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function alternativesProblem(value: unknown, where: string): string | undefined {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject))
    return `whose "${where}" is no list of two or more objects`;
  return value.map((each: Readonly<Record<string, unknown>>) => objectProblem(each, where)).find(Boolean);
}

function leafProblem(value: unknown, where: string): string | undefined {
  if (!Array.isArray(value)) return `whose "${where}" is ${JSON.stringify(value)} and no list`;
  if (value.length === 0) return `whose "${where}" is an empty list`;
  for (const item of value as unknown[]) {
    if (!isObject(item)) continue;
    const unknown = Object.keys(item).find((comparison) => !comparisons.includes(comparison));
    if (unknown !== undefined) return `whose "${where}" uses the comparison "${unknown}", which does not exist`;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
