import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { ApiMethod, Integration } from "../../src/api-gateway/types";
import { makeRole, trust, useCloud } from "../support/cloud/use-cloud";
import { callApi } from "../../../../test/support/e2e/api";

const mock: Integration = {
  type: "MOCK",
  requestParameters: {},
  requestTemplates: { "application/json": '{"statusCode":200}' },
  passthroughBehavior: "NEVER",
  timeoutMs: 29_000,
};

describe("a REST API", () => {
  const suite = useCloud();
  let bucketRole: string;
  before(async () => {
    await suite().root.s3.send(new CreateBucketCommand({ Bucket: "uploads" }));
    const put = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::uploads/in/*" };
    bucketRole = makeRole(suite().cloud, "api-to-s3", [put], trust("apigateway.amazonaws.com"));
  });

  const gateway = () => suite().cloud.services.apiGateway;
  const method = (resourceId: string, change: Partial<ApiMethod> = {}): ApiMethod => ({
    resourceId,
    httpMethod: "POST",
    authorization: "NONE",
    apiKeyRequired: false,
    requestParameters: {},
    requestModels: {},
    integrationResponses: {},
    methodResponses: {},
    ...change,
  });

  interface Parts {
    readonly method?: Partial<ApiMethod>;
    readonly integration?: Integration;
    readonly binaryMediaTypes?: readonly string[];
    readonly path?: string;
    readonly template?: string;
    readonly response?: Readonly<Record<string, string>>;
  }

  /** An API with one method, deployed; answers its URL. */
  const deploy = ({ method: change, integration = mock, binaryMediaTypes = [], path = "things", ...parts }: Parts) => {
    const { apis } = gateway();
    const settings = { name: "things", description: "", disableExecuteApiEndpoint: false, tags: {}, binaryMediaTypes };
    const api = apis.create(settings);
    const resource = apis.createResource(api.id, api.rootResourceId, path);
    apis.putValidator(api.id, { name: "all", validateRequestBody: true, validateRequestParameters: true }, "validator");
    const schema = { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 1 } } };
    apis.putModel(api.id, { name: "Thing", contentType: "application/json", schema: JSON.stringify(schema) });
    const { httpMethod } = apis.putMethod(api.id, method(resource.id, change));
    apis.putIntegration(api.id, resource.id, httpMethod, integration);
    const names = Object.keys(parts.response ?? {});
    for (const [statusCode, selectionPattern] of [
      ["200", undefined],
      ["409", "4\\d\\d"],
    ] as const) {
      apis.putMethodResponse(api.id, resource.id, httpMethod, {
        statusCode,
        responseModels: {},
        responseParameters: Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true])),
      });
      apis.putIntegrationResponse(api.id, resource.id, httpMethod, {
        statusCode,
        selectionPattern,
        responseParameters: Object.fromEntries(
          Object.entries(parts.response ?? {}).map(([name, source]) => [`method.response.header.${name}`, source]),
        ),
        responseTemplates: parts.template === undefined ? {} : { "application/json": parts.template },
      });
    }
    stage(api.id, apis.deploy(api.id, "").id);
    return { api, resource, url: gateway().invokeUrl(api.id, "prod") };
  };
  const stage = (apiId: string, deploymentId: string) =>
    gateway().putStage(apiId, {
      name: "prod",
      deploymentId,
      description: "",
      variables: { who: "me" },
      tracing: false,
      tags: {},
    });

  const toS3 = (change: Partial<Integration> = {}): Integration => ({
    type: "AWS",
    integrationHttpMethod: "PUT",
    uri: "arn:aws:apigateway:us-east-1:s3:path/{bucket}/in/{key}",
    credentials: bucketRole,
    requestParameters: {
      "integration.request.path.bucket": "'uploads'",
      "integration.request.path.key": "method.request.querystring.key",
      "integration.request.header.Content-Type": "method.request.header.Content-Type",
    },
    requestTemplates: {},
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutMs: 5_000,
    ...change,
  });
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80, 0xfe]);
  const upload = (url: string, key: string) =>
    callApi(url, {
      method: "POST",
      path: "/things",
      query: { key },
      headers: { "content-type": "image/jpeg" },
      body: bytes,
    });
  const stored = async (key: string) => {
    const { Body, ContentType } = await suite().root.s3.send(new GetObjectCommand({ Bucket: "uploads", Key: key }));
    return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), ContentType };
  };

  it("puts a body into a bucket with the permissions of the integration's role", async () => {
    const { url } = deploy({
      integration: toS3(),
      binaryMediaTypes: ["image/*"],
      response: { ETag: "integration.response.header.ETag" },
    });
    const answer = await upload(url, "a b/ü%20(1).jpg");
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.headers.get("etag")).to.match(/^"[0-9a-f]{32}"$/);
    expect(await stored("in/a b/ü%20(1).jpg")).to.deep.equal({ bytes, ContentType: "image/jpeg" });
  });

  it("corrupts an image whose media type is not declared binary, as API Gateway does", async () => {
    const { url } = deploy({ integration: toS3() });
    expect((await upload(url, "corrupt.jpg")).status).to.equal(200);
    expect((await stored("in/corrupt.jpg")).bytes.includes(Buffer.from("\ufffd"))).to.equal(true);
  });

  it("selects the response by the service's status", async () => {
    const uri = "arn:aws:apigateway:us-east-1:s3:path/{bucket}/elsewhere/{key}";
    const { url } = deploy({ integration: toS3({ uri }), binaryMediaTypes: ["image/*"], template: '{"code":"NO"}' });
    const answer = await upload(url, "x.jpg");
    expect([answer.status, answer.json]).to.deep.equal([409, { code: "NO" }]);
  });

  it("responds with 500 and no details if its role cannot be assumed", async () => {
    const credentials = makeRole(suite().cloud, "not-for-apis", [], trust("lambda.amazonaws.com"));
    const { url } = deploy({ integration: toS3({ credentials }) });
    const answer = await upload(url, "x.jpg");
    expect([answer.status, answer.json]).to.deep.equal([500, { message: "Internal server error" }]);
  });

  it("serves the deployed definition, not later changes", async () => {
    const { api, resource, url } = deploy({});
    const { apis } = gateway();
    apis.putMethod(api.id, method(resource.id, { httpMethod: "GET" }));
    apis.putIntegration(api.id, resource.id, "GET", mock);
    const get = () => callApi(url, { method: "GET", path: "/things" });
    expect((await get()).status).to.equal(403);
    stage(api.id, apis.deploy(api.id, "").id);
    expect((await get()).status).to.equal(500);
  });

  it("refuses requests that fail validation", async () => {
    const parameter = { "method.request.querystring.key": true };
    const { url } = deploy({
      method: {
        requestValidatorId: "validator",
        requestParameters: parameter,
        requestModels: { "application/json": "Thing" },
      },
    });
    const call = (query: Record<string, string>, body: string) =>
      callApi(url, { method: "POST", path: "/things", query, headers: { "content-type": "application/json" }, body });
    expect((await call({}, '{"n":1}')).json).to.deep.equal({ message: "Missing required request parameters: [key]" });
    expect((await call({ key: "k" }, '{"n":0}')).json).to.deep.equal({ message: "Invalid request body" });
    expect((await call({ key: "k" }, "{")).status).to.equal(400);
    expect((await call({ key: "k" }, '{"n":1}')).status).to.equal(200);
  });

  it("renders templates with the request, the stage and Java's string methods", async () => {
    const template = `#set($context.responseOverride.status = 202)
{"key":"$util.escapeJavaScript($input.params('key')).replaceAll("\\\\'","'")","who":"$stageVariables.who","is":"$context.httpMethod"}`;
    const { url } = deploy({ template, method: { httpMethod: "GET" } });
    const answer = await callApi(url, { method: "GET", path: "/things", query: { key: `it's "me"` } });
    expect([answer.status, answer.json]).to.deep.equal([202, { key: `it's "me"`, who: "me", is: "GET" }]);
  });

  it("responds to its own errors with the API's gateway responses", async () => {
    const { api, url } = deploy({});
    const { apis } = gateway();
    apis.putGatewayResponse(api.id, {
      responseType: "DEFAULT_4XX",
      statusCode: "418",
      responseParameters: { "gatewayresponse.header.X-Why": "'because'" },
      responseTemplates: { "application/json": '{"m":$context.error.messageString,"t":"$context.error.responseType"}' },
    });
    stage(api.id, apis.deploy(api.id, "").id);
    const answer = await callApi(url, { method: "POST", path: "/nothing" });
    expect([answer.status, answer.headers.get("x-why")]).to.deep.equal([418, "because"]);
    expect(answer.json).to.deep.equal({ m: "Missing Authentication Token", t: "MISSING_AUTHENTICATION_TOKEN" });
  });

  it("responds to a body that is too large in its own form, whatever the API declares", async () => {
    const { api, url } = deploy({});
    const { apis } = gateway();
    for (const responseType of ["REQUEST_TOO_LARGE", "DEFAULT_4XX"]) {
      const form = { statusCode: "418", responseParameters: {}, responseTemplates: { "application/json": "{}" } };
      apis.putGatewayResponse(api.id, { responseType, ...form });
    }
    stage(api.id, apis.deploy(api.id, "").id);
    const answer = await callApi(url, { method: "POST", path: "/things", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([answer.status, answer.json]).to.deep.equal([413, { message: "Request Too Long" }]);
  });

  it("counts the requests of a key in its usage plan", async () => {
    const { api, url } = deploy({ method: { apiKeyRequired: true } });
    const key = gateway().createKey({ name: "k", description: "", enabled: true, tags: {} });
    const plan = gateway().putPlan({
      name: "p",
      description: "",
      stages: [{ apiId: api.id, stage: "prod" }],
      quota: { limit: 2, offset: 0, period: "DAY" },
      tags: {},
    });
    const call = async (value: string) => {
      const headers = { "x-api-key": value, "content-type": "application/json" };
      const { status, json } = await callApi(url, { method: "POST", path: "/things", headers });
      return `${status} ${String(json.message)}`;
    };
    expect(await call(key.value)).to.equal("403 Forbidden");
    gateway().addKeyToPlan(plan.id, key.id);
    expect(await call("unknown-key")).to.equal("403 Forbidden");
    const answers = [await call(key.value), await call(key.value), await call(key.value)];
    expect(answers).to.deep.equal(["200 undefined", "200 undefined", "429 Limit Exceeded"]);
  });

  it("is reachable by its host name", async () => {
    const { api } = deploy({});
    const { endpoint } = suite().cloud;
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      const headers = { host: `${api.id}.execute-api.us-east-1.amazonaws.com`, "content-type": "application/json" };
      request(`${endpoint}/prod/things`, { method: "POST", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).to.equal(200);
    expect((await fetch(`${endpoint}/_aws/execute-api/0000000000/prod/things`)).status).to.equal(403);
  });

  it("responds to unreadable requests itself, and to oversized ones before they arrive", async () => {
    const { url } = deploy({});
    const { request } = await import("node:http");
    const send = (path: string, headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        const outgoing = request(`${url}${path}`, { method: "POST", headers }, (answer) => {
          answer.resume();
          resolve(`${answer.statusCode} ${String(answer.headers["x-amzn-errortype"])}`);
          outgoing.destroy();
        });
        outgoing.on("error", reject);
        outgoing.write("the rest never comes");
      });
    const large = { "content-length": String(10 * 1024 * 1024 + 1) };
    expect(await send("/things", large)).to.equal("413 RequestTooLargeException");
    const short = { "content-length": "20" };
    expect(await send("/things", { ...short, authorization: "AWS4-HMAC-SHA256 x" })).to.equal(
      "403 InvalidSignatureException",
    );
    expect(await send("/things?key=%zz", short)).to.equal("400 BadRequestException");
  });

  const refused: readonly (readonly [string, () => unknown, string])[] = [
    [
      "a service without a role",
      () => deploy({ integration: toS3({ credentials: undefined }) }),
      "Role ARN must be specified",
    ],
    [
      "a path variable without a value",
      () => deploy({ integration: toS3({ requestParameters: { "integration.request.path.bucket": "'uploads'" } }) }),
      "{key}",
    ],
    [
      "a mapping that is not understood",
      () => deploy({ integration: toS3({ requestParameters: { "integration.request.path.key": "query.key" } }) }),
      "Invalid mapping expression specified: query.key",
    ],
    [
      "an authorization that it does not have",
      () => deploy({ method: { authorization: "CUSTOM" as "NONE" } }),
      "CUSTOM",
    ],
    ["a path part with a slash", () => deploy({ path: "a/b" }), "path part"],
    ["logging without the account's role", () => logging(), "CloudWatch Logs role ARN must be set"],
  ];
  const logging = () => {
    const { api } = deploy({});
    const settings = { loggingLevel: "ERROR" as const, dataTraceEnabled: false, metricsEnabled: true };
    gateway().putMethodSettings(api.id, "prod", "*/*", settings);
  };
  for (const [title, work, message] of refused) {
    it(`refuses ${title}`, () => expect(work).to.throw(message));
  }
});
