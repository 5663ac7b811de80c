import { expect } from "chai";
import type { EngineEvent } from "@image-pipeline/local-pulumi";
import { changesOf, unexpectedChanges, unusedChanges, type ExpectedChange } from "./changes";

const LAYER = "aws:lambda/layerVersion:LayerVersion";
const FUNCTION = "aws:lambda/function:Function";
const BUCKET = "aws:s3/bucket:Bucket";

const step = (fields: Partial<Extract<EngineEvent, { kind: "step" }>>): EngineEvent => ({
  ...{ kind: "step", phase: "end", op: "update", urn: "", type: FUNCTION, name: "images-process", parent: "" },
  ...{ custom: true },
  ...fields,
});

describe("the changes of an update", () => {
  it("are the steps that leave nothing alone, with the inputs that differ", () => {
    const events = [
      step({ op: "same" }),
      step({ phase: "begin" }),
      step({ custom: false }),
      step({ before: { a: 1 }, after: { a: 1 } }),
      step({ before: { a: 1, b: { x: 1, y: 2 }, c: 3 }, after: { b: { y: 2, x: 1 }, c: 4, d: 5 } }),
      step({ op: "delete", type: BUCKET, name: "images-source" }),
    ];
    expect(changesOf(events)).to.deep.equal([
      { op: "update", type: FUNCTION, name: "images-process", properties: ["a", "c", "d"] },
      { op: "delete", type: BUCKET, name: "images-source", properties: [] },
    ]);
  });

  it("may be those of code", () => {
    const changes = [
      { op: "replace", type: LAYER, name: "images-layer-version", properties: ["code"] },
      { op: "delete", type: LAYER, name: "images-layer-version", properties: [] },
      { op: "update", type: FUNCTION, name: "images-process", properties: ["code", "layers"] },
    ];
    expect(unexpectedChanges(changes, [])).to.deep.equal([]);
  });

  it("are unexpected of anything else: another input, a replacement, a resource that comes or goes", () => {
    const changes = [
      { op: "update", type: FUNCTION, name: "images-process", properties: ["code", "memorySize"] },
      { op: "replace", type: FUNCTION, name: "images-process", properties: ["name"] },
      { op: "replace", type: BUCKET, name: "images-source", properties: ["bucket"] },
      { op: "delete", type: BUCKET, name: "images-source", properties: [] },
      { op: "create", type: BUCKET, name: "images-originals", properties: [] },
    ];
    expect(unexpectedChanges(changes, [])).to.deep.equal(changes);
  });

  it("may be what the release names, by resource and input, and nothing beside it", () => {
    const larger: ExpectedChange = {
      ...{ op: "update", type: FUNCTION, name: /^images-process$/, properties: ["memorySize"] },
      why: "more memory",
    };
    const change = { op: "update", type: FUNCTION, name: "images-process", properties: ["memorySize"] };
    const other = { ...change, name: "images-removal" };
    expect(unexpectedChanges([change, other], [larger])).to.deep.equal([other]);
    expect(unusedChanges([change], [larger])).to.deep.equal([]);
    expect(unusedChanges([other], [larger])).to.deep.equal([larger]);
  });
});
