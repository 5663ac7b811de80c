import { expect } from "chai";

import { dashboardProblems } from "../../src/cloudwatch/dashboard";
import { insightsQueryProblems } from "../../src/cloudwatch/insights-query";

const widget = (change: object = {}, properties: object = {}) => ({
  type: "metric",
  x: 12,
  y: 0,
  width: 12,
  height: 6,
  properties: {
    region: "us-east-1",
    metrics: [["AWS/Lambda", "Errors", "FunctionName", "f", { stat: "Sum" }], [{ expression: "m1 / 2" }]],
    ...properties,
  },
  ...change,
});
const problems = (...widgets: object[]) => dashboardProblems(JSON.stringify({ widgets }));

describe("dashboardProblems", () => {
  it("accepts a body as CloudWatch documents it", () => {
    expect(
      problems(widget(), { type: "text", width: 24, height: 1, properties: { markdown: "# Images" } }),
    ).to.deep.equal([]);
  });

  it("refuses a body that is not JSON or has no widgets", () => {
    expect(dashboardProblems("{")).to.deep.equal(["the body is not valid JSON"]);
    expect(dashboardProblems("{}")).to.deep.equal(["widgets: expected an array"]);
  });

  it("refuses a widget one column outside of the grid", () => {
    expect(problems(widget({ x: 13 }))[0]).to.contain("widgets[0]: does not fit the grid");
  });

  it("refuses a metric with a dimension without a value", () => {
    expect(problems(widget({}, { metrics: [["AWS/Lambda", "Errors", "FunctionName"]] }))[0]).to.contain("metrics[0]");
  });

  it("refuses an unknown widget type", () => {
    expect(problems(widget({ type: "graph" }))[0]).to.contain('got "graph"');
  });
});

describe("insightsQueryProblems", () => {
  it("accepts the commands of the query language", () => {
    const query = `fields @timestamp, key
      # a comment | with a bar
      | filter outcome = "REFUSED" and key like /a|b/
      | stats count(*) as n by reason
      | sort n desc | limit 20`;
    expect(insightsQueryProblems(query)).to.deep.equal([]);
  });

  it("names the invalid command", () => {
    expect(insightsQueryProblems("fields a | where b = 1")).to.deep.equal(['unknown command "where"']);
    expect(insightsQueryProblems("fields a |")).to.deep.equal(["an empty command"]);
    expect(insightsQueryProblems("stats count(* by a")).to.deep.equal(["stats: quotes or brackets do not match"]);
    expect(insightsQueryProblems("fields a | limit 10001")).to.deep.equal(["limit: expected 1..10000"]);
    expect(insightsQueryProblems("filter")).to.deep.equal(["filter: expected an argument"]);
  });
});
