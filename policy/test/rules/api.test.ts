import { apiAccessLog } from "../../src/rules/api-gateway/api-access-log";
import { apiAuthorization } from "../../src/rules/api-gateway/api-authorization";
import { apiExecutionLog } from "../../src/rules/api-gateway/api-execution-log";
import { apiRequestValidation } from "../../src/rules/api-gateway/api-request-validation";
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
const method = (properties: Record<string, unknown>) => [
  resource("aws:apigateway/method:Method", "method", { httpMethod: "POST", ...properties }),
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

describe("API Gateway rules", () => {
  const log = { accessLogSettings: { destinationArn: "arn:aws:logs:x", format: "{}" } };
  describeRule(apiAccessLog, {
    passes: {
      "a stage with an access log": { stack: [stage(log)] },
      "an HTTP API's stage with an access log": { stack: [httpStage(log)] },
      "an unknown log group": { stack: [stage({ accessLogSettings: { destinationArn: UNKNOWN } })] },
    },
    violates: {
      "a stage without an access log": { stack: [stage()], findings: { stage: "has no access log" } },
      "an access log without a destination": {
        stack: [stage({ accessLogSettings: { format: "{}" } })],
        findings: { stage: "has no access log" },
      },
      "an HTTP API's stage without an access log": { stack: [httpStage()], findings: { stage: "has no access log" } },
    },
    pending: {},
  });

  describeRule(apiExecutionLog, {
    passes: { ...joined, "level INFO": { stack: [stage(), settings({ loggingLevel: "INFO" })] } },
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
    },
    pending: {
      "the level": { stack: [stage(), settings({ loggingLevel: UNKNOWN })], unknownPath: "settings.loggingLevel" },
    },
  });

  describeRule(apiThrottle, {
    passes: {
      ...joined,
      "limits of zero": { stack: [stage(), settings({ throttlingRateLimit: 0, throttlingBurstLimit: 0 })] },
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

  const route = (properties: Record<string, unknown>) => [
    resource("aws:apigatewayv2/route:Route", "method", properties),
  ];
  describeRule(apiAuthorization, {
    passes: {
      "IAM authorization": { stack: method({ authorization: "AWS_IAM" }) },
      "a CORS preflight method": { stack: method({ httpMethod: "OPTIONS", authorization: "NONE" }) },
      "an API key, where the settings accept API keys": {
        stack: method({ authorization: "NONE", apiKeyRequired: true }),
        settings: { acceptApiKeys: true },
      },
      "an HTTP API's route with JWT authorization": {
        stack: route({ routeKey: "POST /upload", authorizationType: "JWT" }),
      },
      "an HTTP API's CORS preflight route": { stack: route({ routeKey: "OPTIONS /upload" }) },
    },
    violates: {
      "no authorization": {
        stack: method({ authorization: "NONE" }),
        findings: { method: "can be called without authorization" },
      },
      "an API key, which is not authorization": {
        stack: method({ authorization: "NONE", apiKeyRequired: true }),
        findings: { method: "can be called without authorization" },
      },
      "no API key, where the settings accept API keys": {
        stack: method({ authorization: "NONE", apiKeyRequired: false }),
        settings: { acceptApiKeys: true },
        findings: { method: "can be called without authorization" },
      },
      "an HTTP API's unknown route without authorization": {
        stack: route({ routeKey: UNKNOWN }),
        findings: { method: "can be called without authorization" },
      },
      "an HTTP API's route without authorization": {
        stack: route({ routeKey: "POST /upload" }),
        findings: { method: "can be called without authorization" },
      },
    },
    pending: { "the authorization": { stack: method({ authorization: UNKNOWN }), unknownPath: "authorization" } },
  });

  describeRule(apiRequestValidation, {
    passes: {
      "a validator": { stack: method({ requestValidatorId: "v" }) },
      "an unknown validator": { stack: method({ requestValidatorId: UNKNOWN }) },
      "a CORS preflight method": { stack: method({ httpMethod: "OPTIONS" }) },
    },
    violates: { "no validator": { stack: method({}), findings: { method: "does not validate requests" } } },
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
