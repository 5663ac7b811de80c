import { expect } from "chai";

import { parseExpression } from "../../src/cloudwatch/expression";
import { evaluateExpression } from "../../src/cloudwatch/metric-math";

const series = new Map([
  ["ok", [8, undefined, 0]],
  ["bad", [2, 3, 0]],
]);
const evaluate = (text: string) =>
  evaluateExpression(parseExpression(text), { series, metricIds: ["ok", "bad"], periodSec: 60 });

describe("metric math", () => {
  it("calculates window by window; a division by zero is a missing datapoint", () => {
    expect(evaluate("100 * bad / (ok + bad)")).to.deep.equal([20, undefined, undefined]);
  });

  it("has the precedence of arithmetic", () => {
    expect(evaluate("2 + 3 * 2 ^ 3 ^ 0")).to.equal(8);
    expect(evaluate("10 - 4 - 3")).to.equal(3);
    expect(evaluate("-2 * 3")).to.equal(-6);
    expect(evaluate("1 < 2 AND 3 != 3 OR 1")).to.equal(1);
  });

  it("fills missing datapoints", () => {
    expect(evaluate("FILL(ok, 1)")).to.deep.equal([8, 1, 0]);
    expect(evaluate("FILL(ok, REPEAT)")).to.deep.equal([8, 0, 0]);
  });

  it("chooses by a condition", () => {
    expect(evaluate("IF(bad > 1, bad / 2, 0)")).to.deep.equal([1, 1.5, 0]);
    expect(evaluate("IF(bad > 2, bad)")).to.deep.equal([undefined, 3, undefined]);
  });

  it("reduces lists window by window and one series to a number", () => {
    expect(evaluate("SUM(METRICS())")).to.deep.equal([10, 3, 0]);
    expect(evaluate("MAX([ok, bad])")).to.deep.equal([8, 3, 0]);
    expect(evaluate("SUM(ok)")).to.equal(8);
    expect(evaluate("bad / PERIOD(bad)")).to.deep.equal([2 / 60, 3 / 60, 0]);
  });

  it("refuses unknown ids and functions by name", () => {
    expect(() => evaluate("unknown + 1")).to.throw(RangeError, 'unknown id "unknown"');
    expect(() => evaluate("ANOMALY_DETECTION_BAND(ok, 2)")).to.throw(RangeError, "ANOMALY_DETECTION_BAND");
    expect(() => evaluate("ok +")).to.throw(SyntaxError, "unexpected end");
    expect(() => evaluate("ok # bad")).to.throw(SyntaxError, '"# bad"');
    expect(() => evaluate("SUM(ok")).to.throw(SyntaxError);
  });
});
