import { AwsError } from "../http/aws-error";
import type { JsonObject } from "./engine";

/** Largest expression, in bytes ("Quotas in Amazon DynamoDB": expression parameters). */
const MAX_BYTES = 4096;

/** Most operators in an expression (the same section). Parentheses, functions and operands of IN are none. */
const MAX_OPERATORS = 300;

/** Most operands of IN (the same section). */
const MAX_IN_OPERANDS = 100;

/**
 * Deepest parentheses that are parsed, which is done by recursion. Deeper ones cannot all enclose an operator of their
 * own: they are redundant, or belong to functions that do not take functions.
 */
const MAX_DEPTH = MAX_OPERATORS + 10;

/** The AND of BETWEEN stands for both words. */
const conditionOperators = /(?<![#:\w.])(?:AND|OR|NOT|IN)\b|<>|<=|>=|[=<>]/gi;

const operators: Readonly<Record<string, RegExp>> = {
  ConditionExpression: conditionOperators,
  FilterExpression: conditionOperators,
  KeyConditionExpression: conditionOperators,
  UpdateExpression: /[+-]/g,
  ProjectionExpression: /(?!)/g,
};

/** What the parentheses of an expression are like, found in one pass. */
interface Parentheses {
  readonly depth: number;
  readonly balanced: boolean;
  /** Whether a pair of parentheses encloses nothing but another pair. */
  readonly redundant: boolean;
}

function parenthesesOf(expression: string): Parentheses {
  const open: number[] = [];
  const closedBy = new Map<number, number>();
  let depth = 0;
  for (const { 0: token, index } of expression.matchAll(/[()]/g)) {
    if (token === "(") {
      open.push(index);
      depth = Math.max(depth, open.length);
      continue;
    }
    const start = open.pop();
    if (start === undefined) return { depth, balanced: false, redundant: false };
    closedBy.set(start, index);
  }
  const redundant = [...closedBy].some(([start, end]) => {
    const inner = expression.indexOf("(", start + 1);
    if (inner < 0 || expression.slice(start + 1, inner).trim() !== "") return false;
    const last = closedBy.get(inner);
    return last !== undefined && expression.slice(last + 1, end).trim() === "";
  });
  return { depth, balanced: open.length === 0, redundant };
}

/**
 * Refuses expressions that are larger than DynamoDB takes, before they are parsed.
 *
 * @throws AwsError `ValidationException`.
 */
export function checkExpressions(input: JsonObject): void {
  for (const [name, operator] of Object.entries(operators)) {
    const expression = input[name];
    if (typeof expression !== "string") continue;
    const problem = problemOf(expression, operator);
    if (problem !== undefined) throw new AwsError("ValidationException", `Invalid ${name}: ${problem}`);
  }
}

function problemOf(expression: string, operator: RegExp): string | undefined {
  const bytes = Buffer.byteLength(expression);
  if (bytes > MAX_BYTES) {
    return `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`;
  }
  const { depth, balanced, redundant } = parenthesesOf(expression);
  if (!balanced) return `Syntax error; token: "<EOF>", near: "${expression.slice(-20)}"`;
  if (depth > MAX_DEPTH && redundant) return "The expression has redundant parentheses;";
  if (depth > MAX_DEPTH) return "The function is not allowed to be used this way in an expression;";
  // DynamoDB stops counting there.
  if ((expression.match(operator)?.length ?? 0) > MAX_OPERATORS) {
    return `The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`;
  }
  for (const [, operands = ""] of expression.matchAll(/(?<![#:\w.])IN\s*\(([^()]*)\)/gi)) {
    const count = operands.split(",").length;
    if (count > MAX_IN_OPERANDS) {
      return `The IN operator is provided with too many operands; number of operands: ${count}`;
    }
  }
  return undefined;
}
