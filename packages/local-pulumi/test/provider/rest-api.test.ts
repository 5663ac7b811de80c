import { expect } from "chai";

import { ProviderDriver, type Bag, type MadeResource } from "../support/cloud/provider";
import { makeRole, trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const token = (name: string) => `aws:apigateway/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const ALL = "logs:PutLogEvents";

describe("the provider's REST APIs", () => {
  const suite = useCloud();
  const made = new Map<string, MadeResource>();
  let driver: ProviderDriver;
  let place: Bag;
  before(() => (driver = new ProviderDriver(suite())));

  const get = (name: string) => {
    const found = made.get(name);
    if (found === undefined) throw new Error(`${name} has not been made`);
    return found;
  };
  const id = (name: string) => get(name).id;
  const role = () =>
    makeRole(
      suite().cloud,
      "logs",
      [{ Effect: "Allow", Action: ALL, Resource: "*" }],
      trust("apigateway.amazonaws.com"),
    );

  /** What is made, in order: type, inputs, inputs after a change and what the change is, outputs that must be there. */
  const lifecycles: readonly (readonly [
    type: string,
    inputs: () => Bag,
    change: () => Bag,
    plan: string,
    outs: () => Bag,
  ])[] = [
    ["Account", () => ({ cloudwatchRoleArn: role() }), () => ({}), "update", () => ({ apiKeyVersion: "4" })],
    [
      "RestApi",
      () => ({
        name: "api",
        binaryMediaTypes: ["image/png"],
        endpointConfiguration: { types: "REGIONAL" },
        tags: { a: "1" },
      }),
      () => ({ name: "api", binaryMediaTypes: ["image/jpeg"], tags: { a: "1" } }),
      "update",
      () => ({ executionArn: `arn:aws:execute-api:us-east-1:000000000000:${id("RestApi")}`, apiKeySource: "HEADER" }),
    ],
    [
      "Resource",
      () => ({ restApi: id("RestApi"), parentId: get("RestApi").outs.rootResourceId, pathPart: "upload" }),
      () => ({ restApi: id("RestApi"), parentId: get("RestApi").outs.rootResourceId, pathPart: "uploads" }),
      "replace pathPart",
      () => ({ path: "/upload" }),
    ],
    [
      "RequestValidator",
      () => ({ restApi: id("RestApi"), name: "v", validateRequestBody: true }),
      () => ({ restApi: id("RestApi"), name: "v", validateRequestParameters: true }),
      "update",
      () => ({ validateRequestBody: true, validateRequestParameters: false }),
    ],
    [
      "Model",
      () => ({ restApi: id("RestApi"), name: "M", contentType: "application/json", schema: '{"type":"object"}' }),
      () => ({ restApi: id("RestApi"), name: "M", contentType: "application/json", schema: '{"type":"array"}' }),
      "update",
      () => ({ name: "M" }),
    ],
    [
      "Response",
      () => ({ restApiId: id("RestApi"), responseType: "THROTTLED", statusCode: "429" }),
      () => ({ restApiId: id("RestApi"), responseType: "THROTTLED", statusCode: "503" }),
      "update",
      () => ({ responseType: "THROTTLED" }),
    ],
    [
      "Method",
      () => ({
        ...place,
        authorization: "AWS_IAM",
        requestModels: { "application/json": "M" },
        requestValidatorId: id("RequestValidator"),
      }),
      () => ({ ...place, authorization: "NONE", apiKeyRequired: true }),
      "update",
      () => ({ apiKeyRequired: false }),
    ],
    [
      "MethodResponse",
      () => ({ ...place, statusCode: "200", responseParameters: { "method.response.header.ETag": true } }),
      () => ({ ...place, statusCode: "200" }),
      "update",
      () => ({ statusCode: "200" }),
    ],
    [
      "Integration",
      () => ({ ...place, type: "MOCK", requestTemplates: { "application/json": '{"statusCode":200}' } }),
      () => ({ ...place, type: "MOCK", timeoutMilliseconds: 500 }),
      "update",
      () => ({ passthroughBehavior: "WHEN_NO_MATCH", timeoutMilliseconds: 29_000 }),
    ],
    [
      "IntegrationResponse",
      () => ({ ...place, statusCode: "200", responseParameters: { "method.response.header.ETag": "'x'" } }),
      () => ({ ...place, statusCode: "200", selectionPattern: "2\\d\\d" }),
      "update",
      () => ({ statusCode: "200" }),
    ],
    [
      "Deployment",
      () => ({ restApi: id("RestApi"), triggers: { redeployment: "1" } }),
      () => ({ restApi: id("RestApi"), triggers: { redeployment: "2" } }),
      "replace triggers",
      () => ({ restApi: id("RestApi") }),
    ],
    [
      "Stage",
      () => ({ restApi: id("RestApi"), deployment: id("Deployment"), stageName: "prod", xrayTracingEnabled: true }),
      () => ({ restApi: id("RestApi"), deployment: id("Deployment"), stageName: "prod", variables: { a: "1" } }),
      "update",
      () => ({
        invokeUrl: `${suite().cloud.endpoint}/_aws/execute-api/${id("RestApi")}/prod`,
        executionArn: `arn:aws:execute-api:us-east-1:000000000000:${id("RestApi")}/prod`,
      }),
    ],
    [
      "MethodSettings",
      () => ({ restApi: id("RestApi"), stageName: "prod", methodPath: "*/*", settings: { loggingLevel: "ERROR" } }),
      () => ({
        restApi: id("RestApi"),
        stageName: "prod",
        methodPath: "*/*",
        settings: { throttlingRateLimit: 5, throttlingBurstLimit: 5 },
      }),
      "update",
      () => ({ methodPath: "*/*" }),
    ],
    [
      "UsagePlan",
      () => ({
        name: "plan",
        apiStages: [{ apiId: id("RestApi"), stage: "prod" }],
        throttleSettings: { rateLimit: 1, burstLimit: 2 },
      }),
      () => ({ name: "plan", quotaSettings: { limit: 5, period: "DAY" } }),
      "update",
      () => ({ name: "plan" }),
    ],
    ["ApiKey", () => ({ name: "key" }), () => ({ name: "key", enabled: false }), "update", () => ({ enabled: true })],
    [
      "UsagePlanKey",
      () => ({ keyId: id("ApiKey"), keyType: "API_KEY", usagePlanId: id("UsagePlan") }),
      () => ({ keyId: "another", keyType: "API_KEY", usagePlanId: id("UsagePlan") }),
      "replace keyId",
      () => ({ name: "key" }),
    ],
  ];

  for (const [type, inputs, change, plan, outs] of lifecycles) {
    it(`creates ${type}, reads it unchanged, and plans a change to it`, async () => {
      place = made.has("Resource") ? { restApi: id("RestApi"), resourceId: id("Resource"), httpMethod: "POST" } : {};
      const given = inputs();
      const resource = await driver.create(token(type), type, given);
      made.set(type, resource);
      const expected = outs();
      expect(resource.outs).to.deep.include(expected);
      expect(await driver.read(resource)).to.deep.include(expected);
      expect(await driver.plan(resource, given)).to.equal("same");
      expect(await driver.plan(resource, change())).to.equal(plan);
      if (plan !== "update") return;
      const updated = await driver.update(resource, change());
      expect(await driver.plan(updated, change())).to.equal("same");
      made.set(type, await driver.update(updated, given));
    });
  }

  it("updates a stage whose URL is that of an earlier run", async () => {
    const inputs = {
      restApi: id("RestApi"),
      deployment: id("Deployment"),
      stageName: "prod",
      xrayTracingEnabled: true,
    };
    const { invokeUrl } = get("Stage").outs;
    const old = { ...get("Stage"), outs: { ...get("Stage").outs, invokeUrl: "http://127.0.0.1:1/prod" } };
    expect(await driver.plan(old, inputs)).to.equal("update");
    expect((await driver.update(old, inputs)).outs).to.include({ invokeUrl });
  });

  it("deletes everything, the last first", async () => {
    for (const resource of [...made.values()].reverse()) {
      await driver.delete(resource);
      if (!resource.type.includes("account")) expect(await driver.read(resource), resource.type).to.equal(undefined);
      await driver.delete(resource);
    }
    const { apiGateway } = suite().cloud.services;
    expect([apiGateway.apis.apis.size, apiGateway.keys.size, apiGateway.plans.size]).to.deep.equal([0, 0, 0]);
    expect(apiGateway.logRoleArn).to.equal(undefined);
  });

  const refused: readonly (readonly [string, Bag, RegExp])[] = [
    ["RestApi", { body: "{}" }, /^body: the embedded aws provider does not support this property/],
    ["RestApi", { endpointConfiguration: { types: "EDGE" } }, /^endpointConfiguration\.types: expected "REGIONAL"/],
    ["Method", { authorization: "CUSTOM" }, /^authorization: expected "NONE" or "AWS_IAM"/],
    ["Integration", { type: "HTTP" }, /^type: expected "AWS"/],
    [
      "Stage",
      { accessLogSettings: { destinationArn: "x", format: "f" } },
      /^accessLogSettings\.destinationArn: expected the ARN/,
    ],
    ["Stage", { cacheClusterEnabled: true }, /^cacheClusterEnabled: the embedded aws provider does not support/],
    ["UsagePlan", { quotaSettings: { limit: 0, period: "DAY" } }, /^quotaSettings\.limit: expected an integer/],
  ];
  for (const [type, inputs, failure] of refused) {
    it(`refuses ${type} with ${JSON.stringify(inputs)}`, async () => {
      expect((await driver.failures(token(type), inputs)).some((text) => failure.test(text))).to.equal(true);
    });
  }
});
