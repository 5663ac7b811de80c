import { AwsError } from "../http/aws-error";
import type { JsonObject } from "./engine";

/**
 * Largest cost of the parentheses of an expression. dynalite's parser takes four times as long for each level of nested
 * parentheses, some 20 µs times 4 to the power of the depth: this is at most half a second, and six levels.
 */
const MAX_COST = 16_384;

const conditions = ["ConditionExpression", "FilterExpression", "KeyConditionExpression"] as const;

/** What the parentheses of an expression are like, found in one pass. */
interface Parentheses {
  readonly cost: number;
  readonly balanced: boolean;
  /** Whether a pair of parentheses encloses nothing but another pair. */
  readonly redundant: boolean;
}

function parenthesesOf(expression: string): Parentheses {
  const open: number[] = [];
  const closedBy = new Map<number, number>();
  let cost = 0;
  for (const { 0: token, index } of expression.matchAll(/[()]|\b(?:AND|OR|NOT)\b/gi)) {
    if (token === ")") {
      const start = open.pop();
      if (start === undefined) return { cost, balanced: false, redundant: false };
      closedBy.set(start, index);
      continue;
    }
    if (token === "(") open.push(index);
    cost += 4 ** open.length;
  }
  const redundant = [...closedBy].some(([start, end]) => {
    const inner = expression.indexOf("(", start + 1);
    if (inner < 0 || expression.slice(start + 1, inner).trim() !== "") return false;
    const last = closedBy.get(inner);
    return last !== undefined && expression.slice(last + 1, end).trim() === "";
  });
  return { cost, balanced: open.length === 0, redundant };
}

/**
 * Refuses an expression whose parsing would occupy the endpoint for long.
 *
 * @throws AwsError `ValidationException`.
 */
export function checkExpressions(input: JsonObject): void {
  for (const name of conditions) {
    const expression = input[name];
    if (typeof expression !== "string") continue;
    const invalid = (why: string) => new AwsError("ValidationException", `Invalid ${name}: ${why}`);
    const { cost, balanced, redundant } = parenthesesOf(expression);
    if (!balanced) throw invalid(`Syntax error; token: "<EOF>", near: "${expression.slice(-20)}"`);
    if (cost <= MAX_COST) continue;
    if (redundant) throw invalid("The expression has redundant parentheses;");
    throw invalid("The embedded DynamoDB does not have expressions with parentheses nested this deep and often.");
  }
}
