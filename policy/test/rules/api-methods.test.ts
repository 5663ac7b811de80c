import { apiAuthorization } from "../../src/rules/api-gateway/api-authorization";
import { apiCorsCredentials } from "../../src/rules/api-gateway/api-cors-credentials";
import { apiDomainTls } from "../../src/rules/api-gateway/api-domain-tls";
import { apiIntegrationTls } from "../../src/rules/api-gateway/api-integration-tls";
import { apiRequestValidation } from "../../src/rules/api-gateway/api-request-validation";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const ANY = "x-amazon-apigateway-any-method";
const INTEGRATION = "x-amazon-apigateway-integration";
const VALIDATOR = "x-amazon-apigateway-request-validator";

const method = (properties: Record<string, unknown>) => [
  resource("aws:apigateway/method:Method", "method", { httpMethod: "POST", ...properties }),
];
const route = (properties: Record<string, unknown>) => [resource("aws:apigatewayv2/route:Route", "method", properties)];
const restApi = (body: object | string) => [
  resource("aws:apigateway/restApi:RestApi", "api", { body: typeof body === "string" ? body : JSON.stringify(body) }),
];
const httpApi = (properties: Record<string, unknown>) => [
  resource("aws:apigatewayv2/api:Api", "api", { id: "http1", protocolType: "HTTP", ...properties }),
];
const webSocket = (routeKey: string, properties: Record<string, unknown> = {}) => [
  resource("aws:apigatewayv2/api:Api", "api", { id: "ws1", protocolType: "WEBSOCKET" }),
  ...route({ apiId: "ws1", routeKey, ...properties }),
];

/** An OpenAPI document whose methods authorize their callers, with parts replaced. */
const openApi = (parts: object = {}) => ({
  openapi: "3.0.1",
  components: {
    securitySchemes: {
      sigv4: { type: "apiKey", in: "header", name: "Authorization", "x-amazon-apigateway-authtype": "awsSigv4" },
      lambda: { type: "apiKey", in: "header", name: "token", "x-amazon-apigateway-authorizer": { type: "request" } },
      jwt: { type: "oauth2", "x-amazon-apigateway-authorizer": { type: "jwt" } },
      key: { type: "apiKey", in: "header", name: "x-api-key" },
    },
  },
  paths: {
    "/images": {
      get: { security: [{ sigv4: [] }] },
      post: { security: [{ lambda: [], key: [] }] },
      put: { security: [{ jwt: [] }] },
      delete: { "x-amazon-apigateway-auth": { type: "AWS_IAM" } },
      options: {},
    },
  },
  ...parts,
});

describe("rules about methods, routes and documents of APIs", () => {
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
      "a document with a signature, an authorizer and a token": { stack: restApi(openApi()) },
      "a document that says so for all of its methods": {
        stack: restApi(openApi({ paths: { "/images": { post: {} } }, security: [{ jwt: [] }] })),
      },
      "a document of Swagger 2": {
        stack: restApi({
          swagger: "2.0",
          securityDefinitions: { sigv4: { type: "apiKey", "x-amazon-apigateway-authtype": "awsSigv4" } },
          paths: { "/images": { get: { security: [{ sigv4: [] }] } } },
        }),
      },
      "a document's API key, where the settings accept API keys": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [{ key: [] }] } } } })),
        settings: { acceptApiKeys: true },
      },
      "a document that is no JSON, which another rule reports": { stack: restApi("openapi: 3.0.1") },
      "messages of a WebSocket API": { stack: webSocket("sendMessage") },
      "messages of a WebSocket API in another stack": { stack: route({ routeKey: "sendMessage" }) },
      "the default route of a WebSocket API": { stack: webSocket("$default") },
      "a WebSocket API that authorizes $connect": {
        stack: webSocket("$connect", { authorizationType: "CUSTOM" }),
      },
      "an HTTP API without a target": { stack: httpApi({}) },
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
      "a document's methods without security": {
        stack: restApi(openApi({ paths: { "/images": { get: {}, post: {}, options: {} }, "/x": { [ANY]: {} } } })),
        findings: { api: "lets GET /images, POST /images, ANY /x be called without authorization" },
      },
      "a document's method that opts out": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [] } } }, security: [{ jwt: [] }] })),
        findings: { api: "lets GET /images be called without authorization" },
      },
      "a document's method with an alternative that is open": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [{ jwt: [] }, {}] } } } })),
        findings: { api: "lets GET /images be called without authorization" },
      },
      "a document's method with an alternative that is open, where the settings accept API keys": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [{ key: [] }, {}] } } } })),
        settings: { acceptApiKeys: true },
        findings: { api: "lets GET /images be called without authorization" },
      },
      "a document's method with an API key in place of a token": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [{ jwt: [] }, { key: [] }] } } } })),
        findings: { api: "lets GET /images be called without authorization" },
      },
      "a document's API key": {
        stack: restApi(openApi({ paths: { "/images": { get: { security: [{ key: [] }] } } } })),
        findings: { api: "lets GET /images be called without authorization" },
      },
      "an HTTP API's document": {
        stack: httpApi({ body: JSON.stringify(openApi({ paths: { "/images": { get: {} } } })) }),
        findings: { api: "lets GET /images be called without authorization" },
      },
      "the route of an HTTP API's target": {
        stack: httpApi({ target: UNKNOWN }),
        findings: { api: "can be called without authorization (the route of its target)" },
      },
      "connecting to a WebSocket API": {
        stack: webSocket("$connect"),
        findings: { method: "can be called without authorization" },
      },
      "connecting to a WebSocket API in another stack": {
        stack: route({ routeKey: "$connect", authorizationType: "NONE" }),
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
    pending: {
      "the authorization": { stack: method({ authorization: UNKNOWN }), unknownPath: "authorization" },
      "an OpenAPI document": { stack: restApi(UNKNOWN), unknownPath: "body" },
    },
  });

  describeRule(apiRequestValidation, {
    passes: {
      "a validator": { stack: method({ requestValidatorId: "v" }) },
      "an unknown validator": { stack: method({ requestValidatorId: UNKNOWN }) },
      "a CORS preflight method": { stack: method({ httpMethod: "OPTIONS" }) },
      "a document's validator for all methods": { stack: restApi(openApi({ [VALIDATOR]: "all" })) },
      "a document's validator for one method": {
        stack: restApi(openApi({ paths: { "/images": { post: { [VALIDATOR]: "body" }, options: {} } } })),
      },
    },
    violates: {
      "no validator": { stack: method({}), findings: { method: "does not validate requests" } },
      "a document's method without one": {
        stack: restApi(openApi({ paths: { "/images": { post: { [VALIDATOR]: "body" }, get: {} } } })),
        findings: { api: "does not validate requests of GET /images" },
        compliant: restApi(openApi({ [VALIDATOR]: "all" })),
      },
    },
    pending: { "a document": { stack: restApi(UNKNOWN), unknownPath: "body" } },
  });

  const integration = (properties: Record<string, unknown>, type = "apigateway/integration:Integration") => ({
    stack: [resource(`aws:${type}`, "integration", properties)],
  });
  const httpIntegration = (properties: Record<string, unknown>) =>
    integration(properties, "apigatewayv2/integration:Integration");
  const inDocument = (parts: object) => ({
    stack: restApi(openApi({ paths: { "/images": { get: { [INTEGRATION]: parts } } } })),
  });
  describeRule(apiIntegrationTls, {
    passes: {
      HTTPS: integration({ type: "HTTP", uri: "https://backend.example.com" }),
      "a function": integration({ type: "AWS_PROXY", uri: "arn:aws:apigateway:eu-west-1:lambda:path/x" }),
      "an HTTP API's server": httpIntegration({ integrationUri: "https://backend.example.com" }),
      "a load balancer by a VPC link": integration({ uri: "http://internal.example.com", connectionType: "VPC_LINK" }),
      "a document's server": inDocument({ uri: "https://backend.example.com" }),
      "the target of an HTTP API": { stack: httpApi({ target: "https://backend.example.com" }) },
    },
    violates: {
      HTTP: {
        ...integration({ type: "HTTP", uri: "http://backend.example.com" }),
        findings: { integration: "calls its integration without TLS" },
      },
      "an HTTP API's server by HTTP": {
        ...httpIntegration({ integrationUri: "http://backend.example.com" }),
        findings: { integration: "calls its integration without TLS" },
      },
      "a certificate that is not verified": {
        ...integration({ uri: "https://backend.example.com", tlsConfig: { insecureSkipVerification: true } }),
        findings: { integration: "does not verify the certificate of its integration" },
      },
      "a document's server by HTTP": {
        ...inDocument({ uri: "http://backend.example.com" }),
        findings: { api: "calls the integration of GET /images without TLS" },
      },
      "a document's certificate that is not verified": {
        ...inDocument({ uri: "https://backend.example.com", tlsConfig: { insecureSkipVerification: true } }),
        findings: { api: "does not verify the certificate of the integration of GET /images" },
      },
      "the target of an HTTP API by HTTP": {
        stack: httpApi({ target: "http://backend.example.com" }),
        findings: { api: "calls its target without TLS" },
      },
    },
    pending: {
      "the address": { ...integration({ uri: UNKNOWN }), unknownPath: "uri" },
      "a document": { stack: restApi(UNKNOWN), unknownPath: "body" },
    },
  });

  const domain = (securityPolicy?: string) => ({
    stack: [resource("aws:apigateway/domainName:DomainName", "domain", { securityPolicy })],
  });
  const httpDomain = (securityPolicy: string) => ({
    stack: [
      resource("aws:apigatewayv2/domainName:DomainName", "domain", { domainNameConfiguration: { securityPolicy } }),
    ],
  });
  describeRule(apiDomainTls, {
    passes: {
      "TLS 1.2": domain("TLS_1_2"),
      "TLS 1.3": domain("SecurityPolicy_TLS13_1_3_2025_09"),
      "an HTTP API's domain": httpDomain("TLS_1_2"),
    },
    violates: {
      "TLS 1.0": { ...domain("TLS_1_0"), findings: { domain: "accepts TLS before 1.2 (TLS_1_0)" } },
      "nothing stated": { ...domain(), findings: { domain: "does not set a security policy" } },
      "an HTTP API's domain with TLS 1.0": {
        ...httpDomain("TLS_1_0"),
        findings: { domain: "accepts TLS before 1.2 (TLS_1_0)" },
      },
    },
    pending: { "the policy": { ...domain(UNKNOWN), unknownPath: "securityPolicy" } },
  });

  const cors = (allowCredentials: unknown, ...allowOrigins: unknown[]) => ({
    stack: httpApi({ corsConfiguration: { allowCredentials, allowOrigins } }),
  });
  const url = (allowOrigins: string[]) => ({
    stack: [resource("aws:lambda/functionUrl:FunctionUrl", "url", { cors: { allowCredentials: true, allowOrigins } })],
  });
  const header = "method.response.header.Access-Control-Allow";
  const response = (origin: string, credentials?: string) => ({
    stack: [
      resource("aws:apigateway/integrationResponse:IntegrationResponse", "response", {
        responseParameters: { [`${header}-Origin`]: origin, [`${header}-Credentials`]: credentials },
      }),
    ],
  });
  const ANYBODY = "allows credentials from any origin";
  describeRule(apiCorsCredentials, {
    passes: {
      "credentials from one origin": cors(true, "https://example.com"),
      "any origin without credentials": cors(false, "*"),
      "no CORS": { stack: httpApi({}) },
      "a function URL for one origin": url(["https://example.com"]),
      "a REST API's response to any origin without credentials": response("'*'"),
      "a REST API's response to one origin": response("'https://example.com'", "'true'"),
    },
    violates: {
      "credentials from any origin": { ...cors(true, "https://example.com", "*"), findings: { api: ANYBODY } },
      "credentials from any origin with TLS": { ...cors(true, "https://*"), findings: { api: ANYBODY } },
      "a document": {
        stack: httpApi({
          body: JSON.stringify({ "x-amazon-apigateway-cors": { allowCredentials: true, allowOrigins: ["*"] } }),
        }),
        findings: { api: ANYBODY },
      },
      "a function URL": { ...url(["*"]), findings: { url: ANYBODY } },
      "a REST API's response": { ...response("'*'", "'true'"), findings: { response: ANYBODY } },
    },
    pending: {
      "an origin": { ...cors(true, UNKNOWN), unknownPath: "corsConfiguration.allowOrigins[0]" },
      "the flag": { ...cors(UNKNOWN, "*"), unknownPath: "corsConfiguration.allowCredentials" },
    },
  });
});
