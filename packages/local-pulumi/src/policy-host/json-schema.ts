/**
 * The part of JSON Schema (draft 7) that a rule's `configSchema` is written in. Other keywords are ignored, as the
 * schema is the pack's own.
 */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** Every way in which a value differs from its schema, each as a sentence that begins with the value's path. */
export function validateAgainstSchema(value: unknown, schema: JsonSchema, path = ""): string[] {
  const at = path === "" ? "" : `${path}: `;
  if (schema.type !== undefined && ![schema.type].flat().some((type) => hasType(value, type))) {
    return [`${at}expected ${[schema.type].flat().join(" or ")} but received ${JSON.stringify(value)}`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [
      `${at}expected one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")} but received ${JSON.stringify(value)}`,
    ];
  }
  if (typeof value === "string") return stringProblems(value, schema, at);
  if (typeof value === "number") return numberProblems(value, schema, at);
  if (Array.isArray(value)) return arrayProblems(value, schema, path, at);
  if (typeof value === "object" && value !== null)
    return objectProblems(value as Record<string, unknown>, schema, path, at);
  return [];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}

function stringProblems(value: string, { pattern, minLength }: JsonSchema, at: string): string[] {
  const problems: string[] = [];
  if (minLength !== undefined && value.length < minLength)
    problems.push(`${at}expected at least ${minLength} characters`);
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) {
    problems.push(`${at}expected a text that matches ${pattern} but received ${JSON.stringify(value)}`);
  }
  return problems;
}

function numberProblems(value: number, { minimum, maximum }: JsonSchema, at: string): string[] {
  const problems: string[] = [];
  if (minimum !== undefined && value < minimum)
    problems.push(`${at}expected at least ${minimum} but received ${value}`);
  if (maximum !== undefined && value > maximum) problems.push(`${at}expected at most ${maximum} but received ${value}`);
  return problems;
}

function arrayProblems(value: readonly unknown[], { items, minItems }: JsonSchema, path: string, at: string): string[] {
  const problems: string[] = [];
  if (minItems !== undefined && value.length < minItems) problems.push(`${at}expected at least ${minItems} items`);
  if (items !== undefined)
    value.forEach((item, i) => problems.push(...validateAgainstSchema(item, items, join(path, String(i)))));
  return problems;
}

function objectProblems(value: Record<string, unknown>, schema: JsonSchema, path: string, at: string): string[] {
  const problems = (schema.required ?? [])
    .filter((key) => value[key] === undefined)
    .map((key) => `${at}${key} is required`);
  for (const [key, item] of Object.entries(value)) {
    const itemSchema = schema.properties?.[key] ?? schema.additionalProperties;
    if (itemSchema === false) problems.push(`${at}${key} is not a known property`);
    else if (typeof itemSchema === "object") problems.push(...validateAgainstSchema(item, itemSchema, join(path, key)));
  }
  return problems;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
