import pc from "picocolors";

import type { StepEvent } from "../engine/events";
import { changedPaths } from "../engine/property-path";
import { isMap, type PropertyMap, type PropertyValue } from "../property-values";
import { inline, shown, valueLines } from "./values";
import { colours, shortType, signs } from "./words";

/** A step in full: every property of what is made, the changed ones of what is updated. */
export function diffLines({ op, urn, type, before = {}, after = {}, replaces = [] }: StepEvent): string[] {
  const head = colours[op](`${signs[op]} ${shortType(type)}: (${op})`);
  const lines = [`    ${head}`, pc.dim(`        [urn=${urn}]`)];
  if (op === "update" || op === "replace") {
    const paths = changedPaths(before, after).map((path) => {
      const forces = replaces.includes(path[0] ?? "") ? pc.magenta(" [replaces]") : "";
      return `      ${pc.yellow("~")} ${path.join(".")}: ${inline(shown(at(before, path)))} => ${inline(shown(at(after, path)))}${forces}`;
    });
    return [...lines, ...(paths.length > 0 ? paths : [pc.dim("      (no input: its outputs are out of date)")])];
  }
  const properties = op === "delete" ? before : after;
  return [...lines, ...Object.entries(properties).flatMap(([key, value]) => property(key, value))];
}

function property(key: string, value: PropertyValue): string[] {
  const [first = "", ...rest] = valueLines(shown(value), "        ");
  return [`        ${key}: ${first}`, ...rest];
}

function at(value: PropertyMap, path: readonly string[]): PropertyValue {
  return path.reduce<PropertyValue>((current, key) => {
    if (Array.isArray(current)) return current[Number(key)] ?? null;
    return isMap(current) ? (current[key] ?? null) : null;
  }, value);
}
