import { AwsError } from "../http/aws-error";

/** Deepest nesting of lists and maps in an attribute ("Quotas in Amazon DynamoDB": nested attribute depth). */
const MAX_ATTRIBUTE_LEVELS = 32;
/** Levels of JSON around and between them: dynalite descends by recursion, and would end the process. */
const MAX_JSON_LEVELS = 2 * MAX_ATTRIBUTE_LEVELS + 16;

/** @throws AwsError `ValidationException` for an input whose attributes are nested too deep. */
export function checkNesting(input: object): void {
  const pending: (readonly [value: object, attributeLevel: number, jsonLevel: number])[] = [[input, 0, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, attributeLevel, jsonLevel] = next;
    if (attributeLevel > MAX_ATTRIBUTE_LEVELS || jsonLevel > MAX_JSON_LEVELS) {
      throw new AwsError("ValidationException", "Nesting Levels have exceeded supported limits");
    }
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== "object" || inner === null) continue;
      pending.push([inner as object, attributeLevel + (name === "L" || name === "M" ? 1 : 0), jsonLevel + 1]);
    }
  }
}
