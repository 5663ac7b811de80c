import { apiAccessLog } from "../../src/rules/api-gateway/api-access-log";
import { apiCacheEncrypted } from "../../src/rules/api-gateway/api-cache-encrypted";
import { apiClientCertificate } from "../../src/rules/api-gateway/api-client-certificate";
import { apiExecutionLog } from "../../src/rules/api-gateway/api-execution-log";
import { apiThrottle } from "../../src/rules/api-gateway/api-throttle";
import { apiTracing } from "../../src/rules/api-gateway/api-tracing";
import { apiWaf } from "../../src/rules/api-gateway/api-waf";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const api = resource("aws:apigateway/restApi:RestApi", "api", { id: "api1" });
const stage = (properties: Record<string, unknown> = {}) =>
  resource(
    "aws:apigateway/stage:Stage",
    "stage",
    { restApi: "api1", stageName: "v1", ...properties },
    { from: { restApi: api } },
  );
const httpStage = (properties: Record<string, unknown> = {}) =>
  resource("aws:apigatewayv2/stage:Stage", "stage", properties);

const quickCreate = (target?: string) =>
  resource("aws:apigatewayv2/api:Api", "api", { id: "http1", protocolType: "HTTP", target });
const webSocket = (defaultRouteSettings: Record<string, unknown>) => [
  resource("aws:apigatewayv2/api:Api", "api", { id: "ws1", protocolType: "WEBSOCKET" }),
  httpStage({ apiId: "ws1", defaultRouteSettings }),
];

const compliant = { loggingLevel: "ERROR", dataTraceEnabled: false, throttlingRateLimit: 10, throttlingBurstLimit: 20 };
const settings = (parts: object = {}, others: Record<string, unknown> = {}) =>
  resource("aws:apigateway/methodSettings:MethodSettings", "settings", {
    restApi: "api1",
    stageName: "v1",
    methodPath: "*/*",
    settings: { ...compliant, ...parts },
    ...others,
  });
const settingsInPreview = resource(
  "aws:apigateway/methodSettings:MethodSettings",
  "settings",
  { restApi: UNKNOWN, stageName: UNKNOWN, methodPath: "*/*", settings: compliant },
  { from: { stageName: stage() } },
);
const settingsByApi = resource(
  "aws:apigateway/methodSettings:MethodSettings",
  "settings",
  { restApi: UNKNOWN, stageName: "v1", methodPath: "*/*", settings: compliant },
  { from: { restApi: api } },
);

const joined = {
  "settings joined by name": { stack: [stage(), settings()] },
  "settings joined by their origin": { stack: [stage({ restApi: UNKNOWN }), settingsInPreview] },
  "settings joined by their API": { stack: [api, stage({ restApi: UNKNOWN }), settingsByApi] },
};

describe("rules about stages of APIs", () => {
  const log = { accessLogSettings: { destinationArn: "arn:aws:logs:x", format: "{}" } };
  describeRule(apiAccessLog, {
    passes: {
      "a stage with an access log": { stack: [stage(log)] },
      "an HTTP API's stage with an access log": { stack: [httpStage(log)] },
      "an HTTP API without a target": { stack: [quickCreate(undefined)] },
      "an unknown log group": { stack: [stage({ accessLogSettings: { destinationArn: UNKNOWN } })] },
    },
    violates: {
      "a stage without an access log": { stack: [stage()], findings: { stage: "has no access log" } },
      "an access log without a destination": {
        stack: [stage({ accessLogSettings: { format: "{}" } })],
        findings: { stage: "has no access log" },
      },
      "an HTTP API's stage without an access log": { stack: [httpStage()], findings: { stage: "has no access log" } },
      "the stage of an HTTP API's target": {
        stack: [quickCreate(UNKNOWN)],
        findings: { api: "has no access log (the stage of its target)" },
      },
    },
    pending: {},
  });

  describeRule(apiExecutionLog, {
    passes: {
      ...joined,
      "level INFO": { stack: [stage(), settings({ loggingLevel: "INFO" })] },
      "a WebSocket API's stage": { stack: webSocket({ loggingLevel: "ERROR" }) },
      "an HTTP API's stage, which has no execution log": { stack: [httpStage({ apiId: "http1" })] },
    },
    violates: {
      "a stage without MethodSettings": { stack: [stage()], findings: { stage: 'has no MethodSettings for "*/*"' } },
      "settings of one method": {
        stack: [stage(), settings({}, { methodPath: "upload/POST" })],
        findings: { stage: 'has no MethodSettings for "*/*"' },
      },
      "settings of another stage": {
        stack: [stage(), settings({}, { stageName: "v2" })],
        findings: { stage: 'has no MethodSettings for "*/*"' },
      },
      "settings of another API": {
        stack: [stage(), settings({}, { restApi: "api2" })],
        findings: { stage: 'has no MethodSettings for "*/*"' },
      },
      "logging switched off": {
        stack: [stage(), settings({ loggingLevel: "OFF" })],
        findings: { stage: "does not log executions" },
      },
      "data tracing": {
        stack: [stage(), settings({ dataTraceEnabled: true })],
        findings: { settings: "logs request and response data" },
      },
      "a WebSocket API without a level": {
        stack: webSocket({}),
        findings: { stage: "does not log executions" },
        compliant: webSocket({ loggingLevel: "INFO" }),
      },
      "data tracing of a WebSocket API": {
        stack: webSocket({ loggingLevel: "ERROR", dataTraceEnabled: true }),
        findings: { stage: "logs request and response data" },
        compliant: webSocket({ loggingLevel: "INFO" }),
      },
    },
    pending: {
      "the level": { stack: [stage(), settings({ loggingLevel: UNKNOWN })], unknownPath: "settings.loggingLevel" },
    },
  });

  describeRule(apiThrottle, {
    passes: {
      ...joined,
      "limits of zero": { stack: [stage(), settings({ throttlingRateLimit: 0, throttlingBurstLimit: 0 })] },
      "an HTTP API without a target": { stack: [quickCreate(undefined)] },
      "an HTTP API's limits": { stack: [httpStage({ defaultRouteSettings: compliant })] },
    },
    violates: {
      "a stage without MethodSettings": { stack: [stage()], findings: { stage: "has no throttling limits" } },
      "no rate limit": {
        stack: [stage(), settings({ throttlingRateLimit: undefined })],
        findings: { stage: "does not set throttlingRateLimit" },
      },
      "an unlimited burst": {
        stack: [stage(), settings({ throttlingBurstLimit: -1 })],
        findings: { stage: "does not set throttlingBurstLimit" },
      },
      "the stage of an HTTP API's target": {
        stack: [quickCreate("arn:aws:lambda:eu-west-1:123456789012:function:api")],
        findings: { api: "has no throttling limits (the stage of its target)" },
      },
      "an HTTP API without limits": {
        stack: [httpStage()],
        findings: { stage: ["does not set throttlingRateLimit", "does not set throttlingBurstLimit"] },
      },
    },
    pending: {
      "the rate": {
        stack: [stage(), settings({ throttlingRateLimit: UNKNOWN })],
        unknownPath: "settings.throttlingRateLimit",
      },
    },
  });

  const cached = (parts: object) => ({ stack: [settings({ cachingEnabled: true, ...parts })] });
  describeRule(apiCacheEncrypted, {
    passes: {
      "no cache": { stack: [settings()] },
      "an encrypted cache": cached({ cacheDataEncrypted: true }),
    },
    violates: {
      "nothing stated": { ...cached({}), findings: { settings: "does not encrypt cached responses" } },
      "encryption switched off": {
        ...cached({ cacheDataEncrypted: false }),
        findings: { settings: "does not encrypt cached responses" },
      },
    },
    pending: {
      "the flag": { ...cached({ cacheDataEncrypted: UNKNOWN }), unknownPath: "settings.cacheDataEncrypted" },
    },
  });

  const NO_CERTIFICATE = "calls its backend without a client certificate";
  const backend = (type: string, stageProperties: Record<string, unknown> = {}) => [
    api,
    stage(stageProperties),
    resource("aws:apigateway/integration:Integration", "integration", { restApi: "api1", type }),
  ];
  describeRule(apiClientCertificate, {
    passes: {
      "a certificate": { stack: backend("HTTP_PROXY", { clientCertificateId: UNKNOWN }) },
      "a function": { stack: backend("AWS_PROXY") },
      "no integration": { stack: [api, stage()] },
    },
    violates: {
      "an HTTP backend": { stack: backend("HTTP"), findings: { stage: NO_CERTIFICATE } },
      "an HTTP backend that is passed everything": {
        stack: backend("HTTP_PROXY", { clientCertificateId: "" }),
        findings: { stage: NO_CERTIFICATE },
      },
    },
    pending: {},
  });

  describeRule(apiTracing, {
    passes: { "a traced stage": { stack: [stage({ xrayTracingEnabled: true })] } },
    violates: {
      "a stage without the flag": { stack: [stage()], findings: { stage: "has no X-Ray tracing" } },
      "a stage with tracing off": {
        stack: [stage({ xrayTracingEnabled: false })],
        findings: { stage: "has no X-Ray tracing" },
      },
    },
    pending: { "the flag": { stack: [stage({ xrayTracingEnabled: UNKNOWN })], unknownPath: "xrayTracingEnabled" } },
  });

  const arn = "arn:aws:apigateway:eu-west-1::/restapis/api1/stages/v1";
  const association = "aws:wafv2/webAclAssociation:WebAclAssociation";
  describeRule(apiWaf, {
    passes: {
      "a web ACL by its ARN": { stack: [stage({ arn }), resource(association, "waf", { resourceArn: arn })] },
      "a web ACL in a preview": {
        stack: [stage(), resource(association, "waf", { resourceArn: UNKNOWN }, { from: { resourceArn: stage() } })],
      },
    },
    violates: {
      "no web ACL": { stack: [stage({ arn })], findings: { stage: "has no web ACL" } },
      "a web ACL of another stage": {
        stack: [stage({ arn }), resource(association, "waf", { resourceArn: `${arn}x` })],
        findings: { stage: "has no web ACL" },
      },
    },
    pending: {},
  });
});
