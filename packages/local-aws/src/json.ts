/** An object of JSON: neither null nor a list. */
type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads one value by a simple JSON path: `$`, then `.name`, `['name']` or `[0]` (RFC 9535 without wildcards, slices,
 * filters and descendant segments).
 *
 * @returns undefined if the path leads to no value.
 * @throws SyntaxError for any other path.
 */
export function readPath(path: string, root: unknown): unknown {
  let value = root;
  for (const step of pathSteps(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** Names and indices of a simple path. @throws SyntaxError for any other path. */
export function pathSteps(path: string): (string | number)[] {
  if (!path.startsWith("$")) throw new SyntaxError(`the path "${path}" does not start with $`);
  const step = /\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;
  const steps: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const match = step.exec(path);
    if (match === null) throw new SyntaxError(`the path "${path}" has an unsupported segment at "${path.slice(at)}"`);
    const [, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? single ?? double ?? "") : Number(index));
  }
  return steps;
}
