import * as fs from "node:fs";

import { PolicyPackError } from "./policy-pack-error";
import { validateAgainstSchema, type JsonSchema } from "./json-schema";
import type { EnforcementLevel } from "./types";

/** Setting of one rule: its level, and the parameters that its schema describes. */
export interface RuleConfig {
  readonly enforcementLevel?: EnforcementLevel;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The part of a rule that its configuration concerns. */
export interface ConfigurableRule {
  readonly name: string;
  readonly enforcementLevel: EnforcementLevel;
  readonly schema?: { readonly properties: Readonly<Record<string, JsonSchema>>; readonly required: readonly string[] };
}

const LEVELS: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * Reads a file in the format of the CLI's `--policy-pack-config`: an object whose keys are rules, or `all`, and whose
 * values
 * are a level or an object of `enforcementLevel` and parameters. An empty file means nothing is set.
 *
 * Errors: `POLICY_CONFIG_INVALID`.
 */
export function readPackConfig(file: string): Map<string, RuleConfig> {
  const invalid = (why: string) =>
    new PolicyPackError("POLICY_CONFIG_INVALID", `policy configuration "${file}": ${why}`);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw invalid(`cannot be read: ${(error as Error).message}`);
  }
  if (text.trim() === "") return new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw invalid(`is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(parsed)) throw invalid("expected an object whose keys are rules");
  if ("environments" in parsed)
    throw invalid('"environments" are kept by Pulumi Cloud, which a local run does not use; remove them');
  return new Map(Object.entries(parsed).map(([rule, value]) => [rule, ruleConfigOf(rule, value, invalid)]));
}

function ruleConfigOf(rule: string, value: unknown, invalid: (why: string) => Error): RuleConfig {
  const levelOf = (level: unknown): EnforcementLevel => {
    if (typeof level === "string" && LEVELS.includes(level)) return level as EnforcementLevel;
    throw invalid(`"${rule}": expected a level (${LEVELS.join(", ")}) but received ${JSON.stringify(level)}`);
  };
  if (typeof value === "string") return { enforcementLevel: levelOf(value), properties: {} };
  if (!isRecord(value)) throw invalid(`"${rule}": expected a level or an object but received ${JSON.stringify(value)}`);
  const { enforcementLevel, ...properties } = value;
  return enforcementLevel === undefined ? { properties } : { enforcementLevel: levelOf(enforcementLevel), properties };
}

/**
 * The configuration that a pack gets, as the CLI reconciles it: the schema's defaults, overlaid with the pack's own
 * initial configuration, overlaid with the user's; in each layer `all` before the single rules. Every problem that the
 * schemas find is reported together.
 *
 * Errors: `POLICY_CONFIG_INVALID`, also for a rule that the pack does not have (a typing mistake would otherwise leave
 * a rule as it was).
 */
export function reconcileConfig(
  rules: readonly ConfigurableRule[],
  layers: readonly ReadonlyMap<string, RuleConfig>[],
): Map<string, Required<RuleConfig>> {
  const result = new Map(
    rules.map((rule) => [rule.name, { enforcementLevel: rule.enforcementLevel, properties: defaultsOf(rule) }]),
  );
  const problems: string[] = [];
  for (const layer of layers) {
    const all = layer.get("all")?.enforcementLevel;
    if (all !== undefined) for (const config of result.values()) config.enforcementLevel = all;
    for (const [name, given] of layer) {
      if (name === "all") continue;
      const config = result.get(name);
      if (config === undefined) {
        problems.push(`${name}: the pack has no such rule`);
        continue;
      }
      if (given.enforcementLevel !== undefined) config.enforcementLevel = given.enforcementLevel;
      Object.assign(config.properties, given.properties);
    }
  }
  for (const { name, schema } of rules) {
    if (schema === undefined) continue;
    const objectSchema: JsonSchema = { type: "object", properties: schema.properties, required: schema.required };
    const found = validateAgainstSchema(result.get(name)?.properties ?? {}, objectSchema);
    problems.push(...found.map((problem) => `${name}: ${problem}`));
  }
  if (problems.length > 0) {
    throw new PolicyPackError("POLICY_CONFIG_INVALID", `invalid policy configuration:\n  ${problems.join("\n  ")}`);
  }
  return result;
}

function defaultsOf({ schema }: ConfigurableRule): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema?.properties ?? {})) {
    if (property.default !== undefined) defaults[key] = structuredClone(property.default);
  }
  return defaults;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
