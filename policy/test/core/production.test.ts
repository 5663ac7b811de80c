import { expect } from "chai";

import { unknownCheckingProxy } from "../../src/core/plain-value";
import { isProduction, productionSchema } from "../../src/core/production";
import { ResourceView } from "../../src/core/resource-view";
import { UNKNOWN } from "../support/stack-fixture";

const settings = {
  environmentTags: productionSchema.environmentTags.default,
  productionValues: productionSchema.productionValues.default,
};
const isProductionWith = (props: Record<string, unknown>, provider?: Record<string, unknown>, stackTags = {}) =>
  isProduction(
    new ResourceView({
      urn: "urn",
      type: "t",
      name: "n",
      props: unknownCheckingProxy(props),
      ...(provider && { provider: { urn: "urn", type: "t", name: "n", props: provider } }),
    }),
    new Map(Object.entries(stackTags)),
    settings,
  );

describe("a production resource", () => {
  it("has a tag of its own, a merged one, a provider's default tag or a stack's tag", () => {
    expect(isProductionWith({ tags: { Environment: "production" } })).to.equal(true);
    expect(isProductionWith({ tagsAll: { ENV: "Prod" } })).to.equal(true);
    expect(isProductionWith({}, { defaultTags: '{"tags":{"Stage":"prod"}}' })).to.equal(true);
    expect(isProductionWith({}, { defaultTags: { tags: { Stage: "prod" } } })).to.equal(true);
    expect(isProductionWith({}, undefined, { env: "prod" })).to.equal(true);
  });

  it("is not one with another tag, another value or an unknown one", () => {
    expect(isProductionWith({ tags: { Environment: "development", Owner: "prod" } })).to.equal(false);
    expect(isProductionWith({ tags: { Environment: UNKNOWN, Env: 1 } })).to.equal(false);
    expect(isProductionWith({ Environment: "production" })).to.equal(false);
    expect(isProductionWith({}, undefined, { owner: "prod", env: "dev" })).to.equal(false);
  });

  it("is not one by other settings of the provider, or by settings that are not JSON", () => {
    expect(isProductionWith({}, { defaultTags: "{" })).to.equal(false);
    expect(isProductionWith({}, { region: '{"tags":{"Stage":"prod"}}' })).to.equal(false);
    expect(isProductionWith({}, { defaultTags: '{"other":{"Stage":"prod"}}' })).to.equal(false);
    expect(isProductionWith({}, { region: "eu-west-1", defaultTags: '{"more":{},"tags":{"Stage":"prod"}}' })).to.equal(
      true,
    );
  });
});
