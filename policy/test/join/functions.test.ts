import { expect } from "chai";

import { types } from "../../src/core/resource-types";
import { triggersOf } from "../../src/join/functions";
import { stackViewOf } from "../support/evaluate";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const fn = (name: string, arn: unknown = `arn:${name}`) => resource("aws:lambda/function:Function", name, { arn });
const layer = resource("aws:lambda/layerVersion:LayerVersion", "layer");
const notification = (arns: unknown, from: readonly AnalyzedResource[] = []) =>
  resource(
    "aws:s3/bucketNotification:BucketNotification",
    "events",
    {
      lambdaFunctions: Array.isArray(arns)
        ? arns.map((lambdaFunctionArn: unknown) => ({
            lambdaFunctionArn,
            filterPrefix: `for ${String(lambdaFunctionArn)}`,
          }))
        : arns,
    },
    { from: { lambdaFunctions: from } },
  );

/** By function, the number of entries that invoke it. */
function entriesIn(...stack: AnalyzedResource[]): Record<string, number> {
  const view = stackViewOf(stack);
  return Object.fromEntries(
    view
      .ofType(...types.function)
      .map((each) => [each.name, triggersOf(view, each).flatMap(({ entries }) => entries).length]),
  );
}

describe("a bucket notification invokes the function", () => {
  it("whose ARN an entry has, by this entry only", () => {
    expect(entriesIn(fn("a"), fn("b"), notification(["arn:a", "arn:c", "arn:a"]))).to.deep.equal({ a: 2, b: 0 });
  });

  it("that it is made from, where the ARN is unknown", () => {
    const [a, b, c] = [fn("a", UNKNOWN), fn("b", UNKNOWN), fn("c", UNKNOWN)];
    expect(entriesIn(a, b, notification([UNKNOWN], [a]))).to.deep.equal({ a: 1, b: 0 });
    expect(entriesIn(a, b, layer, notification([UNKNOWN], [layer, a]))).to.deep.equal({ a: 1, b: 0 });
    expect(entriesIn(a, b, c, notification([UNKNOWN, UNKNOWN], [a, b]))).to.deep.equal({ a: 2, b: 2, c: 0 });
  });

  it("and not one with a known ARN that no entry has", () => {
    const a = fn("a");
    expect(entriesIn(a, notification(["arn:b"], [a]))).to.deep.equal({ a: 0 });
    expect(entriesIn(fn("a", UNKNOWN), notification([undefined]))).to.deep.equal({ a: 0 });
    expect(entriesIn(fn("a", undefined), notification([undefined]))).to.deep.equal({ a: 0 });
  });
});
