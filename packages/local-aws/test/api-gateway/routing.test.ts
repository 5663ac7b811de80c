import { expect } from "chai";

import { findRoute } from "../../src/api-gateway/routing";
import { Throttles } from "../../src/api-gateway/throttle";
import type { ApiDefinition, ApiMethod } from "../../src/api-gateway/types";

const method = (resourceId: string, httpMethod: string): ApiMethod => ({
  resourceId,
  httpMethod,
  authorization: "NONE",
  apiKeyRequired: false,
  requestParameters: {},
  requestModels: {},
  integrationResponses: {},
  methodResponses: {},
});

/** An API with these paths, each with these methods. */
function api(paths: Readonly<Record<string, readonly string[]>>): ApiDefinition {
  const resources = Object.keys(paths).map((path) => [path, { id: path, pathPart: "", path }]);
  const methods = Object.entries(paths).flatMap(([path, names]) =>
    names.map((name) => [`${path} ${name}`, method(path, name)]),
  );
  return {
    resources: Object.fromEntries(resources) as ApiDefinition["resources"],
    methods: Object.fromEntries(methods) as ApiDefinition["methods"],
    models: {},
    validators: {},
    gatewayResponses: {},
    binaryMediaTypes: [],
  };
}

describe("the routes of an API", () => {
  const definition = api({
    "/": ["GET"],
    "/images": ["GET"],
    "/images/{image_id}": ["GET", "DELETE"],
    "/images/latest": ["GET"],
    "/{proxy+}": ["ANY"],
  });
  const route = (httpMethod: string, path: string) => {
    const found = findRoute(definition, httpMethod, path);
    return found && [found.resource.path, found.pathParameters];
  };

  it("prefer fixed parts to variables, and variables to a greedy one", () => {
    expect(route("GET", "/images/latest")).to.deep.equal(["/images/latest", {}]);
    expect(route("GET", "/images/a%20b")).to.deep.equal(["/images/{image_id}", { image_id: "a b" }]);
    expect(route("GET", "/images/a/b")).to.deep.equal(["/{proxy+}", { proxy: "images/a/b" }]);
  });

  it("keep the variables as they were sent, too, with the slashes between the parts of a greedy one", () => {
    const raw = (path: string) => findRoute(definition, "GET", path)?.rawPathParameters;
    expect(raw("/images/a%20b")).to.deep.equal({ image_id: "a%20b" });
    expect(raw("//images/a//b/")).to.deep.equal({ proxy: "images/a//b" });
  });

  it("compare fixed parts as they were sent", () => {
    expect(route("GET", "/im%61ges")).to.deep.equal(["/{proxy+}", { proxy: "images" }]);
  });

  it("distinguish methods", () => {
    expect(route("DELETE", "/images/latest")).to.deep.equal(["/images/{image_id}", { image_id: "latest" }]);
    expect(route("PUT", "/images")).to.deep.equal(["/{proxy+}", { proxy: "images" }]);
    expect(route("POST", "/")).to.equal(undefined);
  });
});

describe("a throttle", () => {
  it("allows a burst, and then as many requests as the rate refills", () => {
    const throttles = new Throttles();
    const take = (now: number) => throttles.take("method", { rateLimit: 2, burstLimit: 3 }, now);
    expect([take(0), take(0), take(0), take(0)]).to.deep.equal([true, true, true, false]);
    expect([take(499), take(500), take(501)]).to.deep.equal([false, true, false]);
    expect([take(60_000), take(60_000), take(60_000), take(60_000)]).to.deep.equal([true, true, true, false]);
  });

  it("starts full after its limits change", () => {
    const throttles = new Throttles();
    expect(throttles.take("method", { rateLimit: 1, burstLimit: 1 }, 0)).to.equal(true);
    expect(throttles.take("method", { rateLimit: 1, burstLimit: 1 }, 0)).to.equal(false);
    expect(throttles.take("method", { rateLimit: 1, burstLimit: 2 }, 0)).to.equal(true);
  });
});
