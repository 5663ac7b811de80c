import { isRecord } from "../json";
import { AwsError } from "../http/aws-error";
import { matchesValue, valueProblem } from "./matchers";

/** An event pattern: each field is a list of accepted values and filters, or a nested pattern. */
export interface EventPattern {
  readonly [field: string]: unknown;
}

function problemOf(pattern: Record<string, unknown>, where: string): string | undefined {
  const fields = Object.entries(pattern);
  if (fields.length === 0) return `${where}: empty objects are not allowed`;
  for (const [field, spec] of fields) {
    const path = `${where}.${field}`;
    if (field === "$or") {
      if (!Array.isArray(spec) || spec.length < 2 || !spec.every(isRecord)) {
        return `${path}: expected at least two patterns`;
      }
      for (const one of spec) {
        const problem = problemOf(one, path);
        if (problem !== undefined) return problem;
      }
    } else if (isRecord(spec)) {
      const problem = problemOf(spec, path);
      if (problem !== undefined) return problem;
    } else if (!Array.isArray(spec) || spec.length === 0) {
      return `${path}: expected a non-empty array or an object`;
    } else {
      for (const value of spec as unknown[]) {
        const problem = valueProblem(value);
        if (problem !== undefined) return `${path}: ${problem}`;
      }
    }
  }
  return undefined;
}

/**
 * Parses an event pattern.
 *
 * @throws AwsError `InvalidEventPatternException` that names the field.
 */
export function parsePattern(text: string): EventPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new AwsError("InvalidEventPatternException", "Event pattern is not valid. Reason: invalid JSON");
  }
  const problem = isRecord(pattern) ? problemOf(pattern, "pattern") : "expected an object";
  if (problem !== undefined || !isRecord(pattern)) {
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${problem}`);
  }
  return pattern;
}

function matchesField(spec: unknown, value: unknown): boolean {
  if (isRecord(spec)) {
    if (Array.isArray(value)) return value.some((element) => isRecord(element) && matchesPattern(spec, element));
    return matchesPattern(spec, isRecord(value) ? value : {});
  }
  const choices = spec as readonly unknown[];
  return choices.some((choice) => matchesValue(choice, value));
}

/** Whether an event matches a pattern: every field must match, and one of the patterns of `$or`. */
export function matchesPattern(pattern: EventPattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([field, spec]) => {
    if (field === "$or") return (spec as EventPattern[]).some((one) => matchesPattern(one, event));
    return matchesField(spec, Object.hasOwn(event, field) ? event[field] : undefined);
  });
}
