import { expect } from "chai";

import { types } from "../../src/core/resource-types";
import { settingsOfAllMethods } from "../../src/join/stages";
import { stackViewOf } from "../support/evaluate";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const [api, other] = ["api", "other"].map((name) => resource("aws:apigateway/restApi:RestApi", name)) as [
  AnalyzedResource,
  AnalyzedResource,
];
const stage = (
  properties: Record<string, unknown> = {},
  from: Record<string, AnalyzedResource | AnalyzedResource[]> = {},
  name = "stage",
) => resource("aws:apigateway/stage:Stage", name, { restApi: "id", stageName: "v1", ...properties }, { from });
const settings = (
  properties: Record<string, unknown> = {},
  from: Record<string, AnalyzedResource | AnalyzedResource[]> = {},
) =>
  resource(
    "aws:apigateway/methodSettings:MethodSettings",
    "settings",
    { restApi: "id", stageName: "v1", methodPath: "*/*", ...properties },
    { from },
  );
const joined = (...stack: AnalyzedResource[]) => {
  const view = stackViewOf(stack);
  return view
    .ofType(...types.stage)
    .filter((each) => settingsOfAllMethods(view, each).length > 0)
    .map(({ name }) => name);
};

describe("method settings belong to the stage", () => {
  it("with the same API and name", () => {
    expect(joined(stage(), settings())).to.deep.equal(["stage"]);
    expect(joined(stage(), settings({ stageName: "v2" }))).to.deep.equal([]);
    expect(joined(stage(), settings({ restApi: "id2" }))).to.deep.equal([]);
    expect(joined(stage(), settings({ methodPath: "a/GET" }))).to.deep.equal([]);
    expect(joined(stage({ stageName: UNKNOWN }), settings({ stageName: UNKNOWN }))).to.deep.equal([]);
  });

  it("that their stage name is made from, whatever the names", () => {
    const second = stage({}, {}, "second");
    expect(joined(stage(), second, settings({ restApi: UNKNOWN }, { stageName: second }))).to.deep.equal(["second"]);
    expect(joined(stage(), second, api, settings({}, { stageName: [api, second] }))).to.deep.equal(["second"]);
    expect(joined(stage(), second, api, settings({}, { stageName: [stage(), second] }))).to.deep.equal([
      "stage",
      "second",
    ]);
    expect(joined(stage(), api, settings({}, { stageName: api }))).to.deep.equal(["stage"]);
  });

  it("of the same API, where the API's id is unknown on one side", () => {
    const known = stage({}, { restApi: api });
    const unknown = stage({ restApi: UNKNOWN }, { restApi: api });
    for (const each of [known, unknown]) {
      expect(joined(api, other, each, settings({ restApi: UNKNOWN }, { restApi: api }))).to.deep.equal(["stage"]);
      expect(joined(api, other, each, settings({ restApi: UNKNOWN }, { restApi: other }))).to.deep.equal([]);
      expect(joined(api, other, each, settings({ restApi: UNKNOWN }))).to.deep.equal([]);
    }
    expect(joined(api, other, unknown, settings({}, { restApi: api }))).to.deep.equal(["stage"]);
    expect(joined(api, other, unknown, settings({}, { restApi: [other, api] }))).to.deep.equal(["stage"]);
    expect(joined(api, other, unknown, settings())).to.deep.equal([]);
  });
});
