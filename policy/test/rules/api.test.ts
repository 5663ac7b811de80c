import { apiAccessLog } from "../../src/rules/api-access-log";
import { apiAuthorization } from "../../src/rules/api-authorization";
import { apiExecutionLog } from "../../src/rules/api-execution-log";
import { apiRequestValidation } from "../../src/rules/api-request-validation";
import { apiThrottle } from "../../src/rules/api-throttle";
import { apiTracing } from "../../src/rules/api-tracing";
import { apiWaf } from "../../src/rules/api-waf";
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
  "settings joined by what they were made from": { stack: [stage({ restApi: UNKNOWN }), settingsInPreview] },
  "settings joined by their API": { stack: [api, stage({ restApi: UNKNOWN }), settingsByApi] },
};

describe("rules of API Gateway", () => {
  const log = { accessLogSettings: { destinationArn: "arn:aws:logs:x", format: "{}" } };
  describeRule(apiAccessLog, {
    passes: {
      "a stage with a log": { stack: [stage(log)] },
      "an HTTP API's stage with a log": { stack: [httpStage(log)] },
      "a log group that is not known yet": { stack: [stage({ accessLogSettings: { destinationArn: UNKNOWN } })] },
    },
    refuses: {
      "a stage without a log": { stack: [stage()], findings: { stage: "has no access log" } },
      "a log without a group": {
        stack: [stage({ accessLogSettings: { format: "{}" } })],
        findings: { stage: "has no access log" },
      },
      "an HTTP API's stage without a log": { stack: [httpStage()], findings: { stage: "has no access log" } },
    },
    waits: {},
  });

  describeRule(apiExecutionLog, {
    passes: { ...joined, "informations too": { stack: [stage(), settings({ loggingLevel: "INFO" })] } },
    refuses: {
      "a stage without settings": { stack: [stage()], findings: { stage: 'has no MethodSettings for "*/*"' } },
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
      "logging that is off": {
        stack: [stage(), settings({ loggingLevel: "OFF" })],
        findings: { stage: "does not log executions" },
      },
      "whole requests in the log": {
        stack: [stage(), settings({ dataTraceEnabled: true })],
        findings: { settings: "logs request and response data" },
      },
    },
    waits: {
      "the level": { stack: [stage(), settings({ loggingLevel: UNKNOWN })], waitsFor: "settings.loggingLevel" },
    },
  });

  describeRule(apiThrottle, {
    passes: {
      ...joined,
      "nothing at all": { stack: [stage(), settings({ throttlingRateLimit: 0, throttlingBurstLimit: 0 })] },
      "an HTTP API's limits": { stack: [httpStage({ defaultRouteSettings: compliant })] },
    },
    refuses: {
      "a stage without settings": { stack: [stage()], findings: { stage: "has no throttling limits" } },
      "no rate": {
        stack: [stage(), settings({ throttlingRateLimit: undefined })],
        findings: { stage: "does not set throttlingRateLimit" },
      },
      "a burst without end": {
        stack: [stage(), settings({ throttlingBurstLimit: -1 })],
        findings: { stage: "does not set throttlingBurstLimit" },
      },
      "an HTTP API without limits": {
        stack: [httpStage()],
        findings: { stage: ["does not set throttlingBurstLimit", "does not set throttlingRateLimit"] },
      },
    },
    waits: {
      "the rate": {
        stack: [stage(), settings({ throttlingRateLimit: UNKNOWN })],
        waitsFor: "settings.throttlingRateLimit",
      },
    },
  });

  const route = (properties: Record<string, unknown>) => [
    resource("aws:apigatewayv2/route:Route", "method", properties),
  ];
  describeRule(apiAuthorization, {
    passes: {
      "signed requests": { stack: method({ authorization: "AWS_IAM" }) },
      "a browser's question": { stack: method({ httpMethod: "OPTIONS", authorization: "NONE" }) },
      "a key, where keys are accepted": {
        stack: method({ authorization: "NONE", apiKeyRequired: true }),
        settings: { acceptApiKeys: true },
      },
      "an HTTP API's route with tokens": { stack: route({ routeKey: "POST /upload", authorizationType: "JWT" }) },
      "a browser's question to an HTTP API": { stack: route({ routeKey: "OPTIONS /upload" }) },
    },
    refuses: {
      everybody: {
        stack: method({ authorization: "NONE" }),
        findings: { method: "can be called without authorization" },
      },
      "everybody with a key, which is no authorization": {
        stack: method({ authorization: "NONE", apiKeyRequired: true }),
        findings: { method: "can be called without authorization" },
      },
      "everybody, also where keys are accepted": {
        stack: method({ authorization: "NONE", apiKeyRequired: false }),
        settings: { acceptApiKeys: true },
        findings: { method: "can be called without authorization" },
      },
      "an HTTP API's route for everybody": {
        stack: route({ routeKey: "POST /upload" }),
        findings: { method: "can be called without authorization" },
      },
    },
    waits: { "the authorization": { stack: method({ authorization: UNKNOWN }), waitsFor: "authorization" } },
  });

  describeRule(apiRequestValidation, {
    passes: {
      "a validator": { stack: method({ requestValidatorId: "v" }) },
      "a validator that is not known yet": { stack: method({ requestValidatorId: UNKNOWN }) },
      "a browser's question": { stack: method({ httpMethod: "OPTIONS" }) },
    },
    refuses: { "no validator": { stack: method({}), findings: { method: "does not validate requests" } } },
    waits: {},
  });

  describeRule(apiTracing, {
    passes: { "a traced stage": { stack: [stage({ xrayTracingEnabled: true })] } },
    refuses: {
      "a stage that does not say": { stack: [stage()], findings: { stage: "has no X-Ray tracing" } },
      "a stage that is not": {
        stack: [stage({ xrayTracingEnabled: false })],
        findings: { stage: "has no X-Ray tracing" },
      },
    },
    waits: { "the flag": { stack: [stage({ xrayTracingEnabled: UNKNOWN })], waitsFor: "xrayTracingEnabled" } },
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
    refuses: {
      "no web ACL": { stack: [stage({ arn })], findings: { stage: "has no web ACL" } },
      "a web ACL for another": {
        stack: [stage({ arn }), resource(association, "waf", { resourceArn: `${arn}x` })],
        findings: { stage: "has no web ACL" },
      },
    },
    waits: {},
  });
});
