import { expect } from "chai";

import { targetInput, transformerProblems } from "../../src/event-bridge/input";

const event = { source: "aws.s3", detail: { object: { key: 'a "b".jpg', size: 3 } } };
const facts = { ruleArn: "arn:rule", ruleName: "rule", ingestionTime: "2026-01-01T00:00:00Z" };

describe("a target's input", () => {
  it("is the whole event unless declared otherwise", () => {
    expect(JSON.parse(targetInput({}, event, facts))).to.deep.equal(event);
    expect(targetInput({ input: '{"fixed":1}' }, event, facts)).to.equal('{"fixed":1}');
    expect(targetInput({ inputPath: "$.detail.object.size" }, event, facts)).to.equal("3");
  });

  it("fills a template with text inside quotes and JSON outside", () => {
    const inputTransformer = {
      inputPaths: { key: "$.detail.object.key", object: "$.detail.object" },
      inputTemplate: '{"line": "<key> by <aws.events.rule-name>", "object": <object>, "key": <key>}',
    };
    expect(JSON.parse(targetInput({ inputTransformer }, event, facts))).to.deep.equal({
      line: 'a "b".jpg by rule',
      object: event.detail.object,
      key: 'a "b".jpg',
    });
  });

  it("names undeclared placeholders and invalid paths", () => {
    const inputTransformer = { inputPaths: { a: "$.x[*]" }, inputTemplate: "<a> <b>" };
    const problems = transformerProblems(inputTransformer);
    expect(problems).to.have.length(2);
    expect(problems[0]).to.equal("inputTemplate: <b> is not declared");
    expect(problems[1]).to.contain("inputPaths.a");
  });
});
