import type { Expression } from "./expression";

/** One number per window, newest first; undefined for a missing datapoint. */
export type TimeSeries = readonly (number | undefined)[];
type Value = number | TimeSeries;

/** Values for the evaluation of an expression. */
export interface MathInput {
  /** Series by id. */
  readonly series: ReadonlyMap<string, TimeSeries>;
  /** Ids of the metrics in order, the value of `METRICS()`. */
  readonly metricIds: readonly string[];
  /** Length of a window in seconds, the value of `PERIOD(m)`. */
  readonly periodSec: number;
}

const isSeries = (value: Value): value is TimeSeries => typeof value !== "number";

/** Applies `f` window by window; the result is missing if an operand is, and for a division by zero. */
function zip(left: Value, right: Value, f: (a: number, b: number) => number): Value {
  const one = (a: number | undefined, b: number | undefined) => {
    if (a === undefined || b === undefined) return undefined;
    const result = f(a, b);
    return Number.isFinite(result) ? result : undefined;
  };
  if (isSeries(left)) return left.map((a, i) => one(a, isSeries(right) ? right[i] : right));
  if (isSeries(right)) return right.map((b) => one(left, b));
  return f(left, right);
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  "&&": (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
  "||": (a, b) => Number(a !== 0 || b !== 0),
};

const present = (series: TimeSeries) => series.filter((v) => v !== undefined);
const total = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0);

const reducers: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: total,
  AVG: (values) => total(values) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

function reducer(name: string): (values: readonly number[]) => number {
  const f = Object.hasOwn(reducers, name) ? reducers[name] : undefined;
  if (f === undefined) throw new RangeError(`metric math: the function ${name} is not supported`);
  return f;
}

/** `SUM([m1, m2])` and `SUM(METRICS())` reduce window by window. */
function reduceList(name: string, list: readonly TimeSeries[]): TimeSeries {
  const f = reducer(name);
  return (list[0] ?? []).map((_, i) => {
    const values = list.flatMap((series) => series[i] ?? []);
    return values.length === 0 ? undefined : f(values);
  });
}

/** `SUM(m1)` reduces all windows of one series to a number; the result is missing if all of them are. */
function reduceOne(name: string, value: Value): Value {
  const f = reducer(name);
  if (!isSeries(value)) return value;
  const values = present(value);
  return values.length === 0 ? value : f(values);
}

function listOf(expression: Expression, input: MathInput): readonly TimeSeries[] | undefined {
  if (expression.kind === "call" && expression.name === "METRICS") {
    return input.metricIds.map((id) => input.series.get(id) ?? []);
  }
  if (expression.kind !== "list") return undefined;
  return expression.items.map((item) => evaluateExpression(item, input)).filter(isSeries);
}

function call({ name, args }: Expression & { kind: "call" }, input: MathInput): Value {
  const [first, second, third] = args;
  if (first === undefined) throw new RangeError(`metric math: ${name}() is not supported here`);
  if (name === "PERIOD") return input.periodSec;
  const list = listOf(first, input);
  if (list !== undefined) return reduceList(name, list);
  const value = evaluateExpression(first, input);
  if (name === "ABS") return zip(value, 0, Math.abs);
  if (name === "FILL" && second !== undefined) return fill(value, second, input);
  if (name === "IF" && second !== undefined) {
    const otherwise = third === undefined ? NaN : evaluateExpression(third, input);
    return choose(value, evaluateExpression(second, input), otherwise);
  }
  return reduceOne(name, value);
}

function fill(value: Value, by: Expression, input: MathInput): Value {
  if (!isSeries(value)) return value;
  if (by.kind === "word" && by.name === "REPEAT") {
    return value.map((v, i) => v ?? value.slice(i).find((older) => older !== undefined));
  }
  const filler = evaluateExpression(by, input);
  return value.map((v, i) => v ?? (isSeries(filler) ? filler[i] : filler));
}

function choose(condition: Value, yes: Value, no: Value): Value {
  const length = [condition, yes, no].find(isSeries)?.length;
  const at = (value: Value, i: number) => (isSeries(value) ? value[i] : value);
  const one = (i: number) => {
    const picked = at(condition, i) ? at(yes, i) : at(no, i);
    return picked !== undefined && Number.isNaN(picked) ? undefined : picked;
  };
  if (length === undefined) return one(0) ?? [];
  return Array.from({ length }, (_, i) => one(i));
}

/**
 * Evaluates an expression.
 *
 * @throws RangeError for an unknown id or function.
 */
export function evaluateExpression(expression: Expression, input: MathInput): Value {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "unary":
      return zip(0, evaluateExpression(expression.operand, input), (a, b) => a - b);
    case "word": {
      const series = input.series.get(expression.name);
      if (series === undefined) throw new RangeError(`metric math: unknown id "${expression.name}"`);
      return series;
    }
    case "binary": {
      const f = operators[expression.operator];
      if (f === undefined) throw new RangeError(`metric math: the operator ${expression.operator} is not supported`);
      return zip(evaluateExpression(expression.left, input), evaluateExpression(expression.right, input), f);
    }
    case "list":
      throw new RangeError("metric math: a list is allowed only in SUM, AVG, MIN and MAX");
    case "call":
      return call(expression, input);
  }
}
