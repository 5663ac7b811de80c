/** Longest part of a value that is shown. */
const SHOWN_CHARS = 300;

/** Where two values differ, one line each: `path: here … there …`. Empty if they are the same. */
export function differences(here: unknown, there: unknown, path = ""): string[] {
  if (isMap(here) && isMap(there)) {
    const keys = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
    return keys.flatMap((key) => differences(here[key], there[key], path === "" ? key : `${path} > ${key}`));
  }
  const same = JSON.stringify(here) === JSON.stringify(there);
  return same ? [] : [`${path}: here ${shown(here)} there ${shown(there)}`];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, SHOWN_CHARS);
}
