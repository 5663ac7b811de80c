import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { openApi } from "../../infra/upload-api/openapi";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { KEY_ARN, SOURCE_ARN, statementsOf } from "./deployed-stack";
import { acceptedMediaTypes } from "../../handlers/contract";

const deploy = (settings: object = {}, config: Record<string, string> = {}): Promise<Registrations> =>
  runProgram(
    (opts) =>
      new ImagePipeline(
        "images",
        stackArgs({ names: "guide", deleteDerivatives: "false", uploadApi: JSON.stringify(settings), ...config }),
        opts,
      ),
  );

/** `POST /upload`, … as the declared resources and methods make them. */
function routesOf(stack: Registrations): string[] {
  const parts = new Map(
    stack
      .ofType("aws:apigateway/resource:Resource")
      .map(({ name, inputs }) => [`${name}-id`, inputs as { parentId: string; pathPart: string }]),
  );
  const pathOf = (id: string): string => {
    const part = parts.get(id);
    return part ? `${pathOf(part.parentId)}/${part.pathPart}` : "";
  };
  return stack
    .ofType("aws:apigateway/method:Method")
    .map(({ inputs }) => `${String(inputs.httpMethod)} ${pathOf(String(inputs.resourceId))}`)
    .sort();
}

describe("the upload API", () => {
  let stack: Registrations;
  before(async () => {
    stack = await deploy({ accountLogging: true });
  });

  it("is regional, with a stage named prod, as in the guide", () => {
    expect(stack.one("aws:apigateway/restApi:RestApi").inputs).to.deep.include({
      name: "image-upload-api",
      endpointConfiguration: { types: "REGIONAL" },
      binaryMediaTypes: [...acceptedMediaTypes],
    });
    const { accessLogSettings, ...stage } = stack.one("aws:apigateway/stage:Stage").inputs;
    expect(stage).to.deep.include({ stageName: "prod", xrayTracingEnabled: true });
    const { format, destinationArn: logs } = accessLogSettings as { format: string; destinationArn: string };
    expect(logs).to.match(/^arn:aws:logs:.*:images-api-access-logs/);
    expect(JSON.parse(format)).to.deep.equal({
      requestId: "$context.requestId",
      requestTime: "$context.requestTime",
      sourceIp: "$context.identity.sourceIp",
      caller: "$context.identity.userArn",
      httpMethod: "$context.httpMethod",
      resourcePath: "$context.resourcePath",
      status: "$context.status",
      responseLatencyMs: "$context.responseLatency",
      responseLength: "$context.responseLength",
      errorType: "$context.error.responseType",
    });
  });

  it("has the routes of its OpenAPI description", () => {
    const { paths } = openApi() as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routesOf(stack)).to.deep.equal(described.sort());
    expect(routesOf(stack)).to.deep.equal([
      "DELETE /images/{image_id}",
      "GET /images",
      "GET /images/{image_id}",
      "POST /upload",
      "POST /uploads",
    ]);
  });

  it("has its OpenAPI description in a file, up to date", () => {
    const file = join(__dirname, "..", "..", "infra", "upload-api", "upload-api.openapi.json");
    const text = JSON.stringify(openApi(), null, 2);
    if (process.env.UPDATE_OPENAPI) writeFileSync(file, text);
    const hint = "UPDATE_OPENAPI=1 npx mocha test/infra/upload-api.test.ts && npx prettier --write infra";
    expect(JSON.parse(readFileSync(file, "utf8")), hint).to.deep.equal(JSON.parse(text));
  });

  it("accepts only signed and complete requests", () => {
    for (const { name, inputs } of stack.ofType("aws:apigateway/method:Method")) {
      expect(inputs, name).to.include({ authorization: "AWS_IAM", requestValidatorId: "images-api-validator-id" });
    }
    expect(stack.one("aws:apigateway/requestValidator:RequestValidator").inputs).to.include({
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const required = stack.ofType("aws:apigateway/method:Method").map(({ inputs }) => {
      const { operationName, requestParameters, requestModels } = inputs;
      return [String(operationName), { ...(requestParameters as object), ...(requestModels as object) }];
    });
    expect(Object.fromEntries(required)).to.deep.equal({
      putImage: {
        "method.request.querystring.key": true,
        "method.request.header.Content-Type": true,
      },
      createUpload: { "application/json": "UploadRequest" },
      findImage: { "method.request.querystring.key": true },
      getImage: { "method.request.path.image_id": true },
      deleteImage: { "method.request.path.image_id": true },
    });
    const { schema, ...model } = stack.one("aws:apigateway/model:Model").inputs;
    expect(model).to.deep.equal({ restApi: "api1a2b3c4", name: "UploadRequest", contentType: "application/json" });
    expect(JSON.parse(schema as string)).to.deep.equal({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      required: ["key", "contentType", "bytes"],
      additionalProperties: false,
      properties: {
        key: { type: "string", minLength: 1, maxLength: 1024 },
        contentType: {
          type: "string",
          enum: [...acceptedMediaTypes],
        },
        bytes: { type: "integer", minimum: 1 },
        focal: {
          type: "string",
          pattern: "^ *(0|1|0?[.][0-9]+|1[.]0+) *, *(0|1|0?[.][0-9]+|1[.]0+) *$",
          maxLength: 100,
        },
      },
    });
  });

  it("throttles requests, and logs errors without bodies", () => {
    expect(stack.one("aws:apigateway/methodSettings:MethodSettings").inputs).to.deep.include({
      methodPath: "*/*",
      settings: {
        loggingLevel: "ERROR",
        dataTraceEnabled: false,
        metricsEnabled: true,
        throttlingRateLimit: 50,
        throttlingBurstLimit: 100,
      },
    });
    expect(stack.one("aws:cloudwatch/logGroup:LogGroup", "execution").inputs).to.include({
      name: "API-Gateway-Execution-Logs_api1a2b3c4/prod",
      retentionInDays: 30,
    });
  });

  it("lets the functions that take uploads write below the prefix, and nowhere else", async () => {
    const prefixed = await deploy({}, { uploadPrefix: "up/" });
    for (const name of ["api-store-image-policy", "api-create-upload-policy"]) {
      const statements = statementsOf(prefixed.one("aws:iam/rolePolicy:RolePolicy", name).inputs.policy);
      expect(
        statements.filter(({ Action }) => JSON.stringify(Action).includes("s3:")),
        name,
      ).to.deep.equal([
        { Sid: "WriteObjects", Effect: "Allow", Action: ["s3:PutObject"], Resource: [`${SOURCE_ARN}/up/*`] },
      ]);
    }
  });

  it("denies every caller's roles the watermarks of variants", async () => {
    const operations = [{ watermark: { key: "up/logo.png" } }];
    const variants = JSON.stringify([{ name: "marked", width: 9, height: 9, operations }]);
    const marked = await deploy({}, { uploadPrefix: "up/", variants });
    for (const role of ["api-store-image-policy", "api-create-upload-policy", "api-delete-image-policy"]) {
      const { inputs } = marked.one("aws:iam/rolePolicy:RolePolicy", role);
      expect(statementsOf(inputs.policy), role).to.deep.include({
        Sid: "KeepWatermarks",
        Effect: "Deny",
        Action: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
        Resource: [`${SOURCE_ARN}/up/logo.png`],
      });
    }
  });

  it("has a function of its own behind each operation, which gets the whole request", () => {
    const integrations = stack.ofType("aws:apigateway/integration:Integration");
    expect(integrations.map(({ inputs }) => [inputs.type, inputs.integrationHttpMethod])).to.deep.equal(
      new Array(5).fill(["AWS_PROXY", "POST"]),
    );
    expect(stack.ofType("aws:apigateway/integrationResponse:IntegrationResponse")).to.be.empty;
  });

  it("lets each operation invoke its own function only", () => {
    const permissions = stack
      .ofType("aws:lambda/permission:Permission")
      .filter(({ inputs }) => inputs.principal === "apigateway.amazonaws.com")
      .map(({ inputs }) => `${String(inputs.sourceArn).split("/").slice(1).join("/")} -> ${String(inputs.function)}`);
    expect(permissions).to.have.members([
      "*/POST/upload -> image-api-store-image",
      "*/POST/uploads -> image-api-create-upload",
      "*/GET/images -> image-api-image-status",
      "*/GET/images/* -> image-api-image-status",
      "*/DELETE/images/* -> image-api-delete-image",
    ]);
  });

  it("returns every error of the gateway as JSON with a code", () => {
    const responses = stack.ofType("aws:apigateway/response:Response").map(({ inputs }) => {
      const { responseType, statusCode = "its own", responseTemplates } = inputs;
      const body = JSON.parse((responseTemplates as Record<string, string>)["application/json"] ?? "") as object;
      expect(body, String(responseType)).to.have.all.keys("code", "message");
      const { code, message } = body as { code: string; message: string };
      expect(message, code).to.match(/^[A-Z].*\.$/);
      return [String(responseType), `${String(statusCode)} ${code}`];
    });
    expect(Object.fromEntries(responses)).to.deep.equal({
      BAD_REQUEST_PARAMETERS: "400 REQUEST_INVALID",
      BAD_REQUEST_BODY: "400 REQUEST_INVALID",
      UNSUPPORTED_MEDIA_TYPE: "415 CONTENT_TYPE_UNSUPPORTED",
      THROTTLED: "429 THROTTLED",
      QUOTA_EXCEEDED: "429 QUOTA_EXCEEDED",
      MISSING_AUTHENTICATION_TOKEN: "403 UNAUTHENTICATED",
      INVALID_API_KEY: "403 UNAUTHENTICATED",
      INVALID_SIGNATURE: "403 UNAUTHENTICATED",
      EXPIRED_TOKEN: "403 UNAUTHENTICATED",
      ACCESS_DENIED: "403 FORBIDDEN",
      DEFAULT_4XX: "its own REQUEST_REFUSED",
      DEFAULT_5XX: "its own INTERNAL",
    });
    expect(stack.one("aws:apigateway/response:Response", "throttled").inputs).not.to.have.property(
      "responseParameters",
    );
  });

  it("is deployed with all its parts, and logs only once the account may", () => {
    const parts = ["method:Method", "integration:Integration", "response:Response"]
      .concat("methodResponse:MethodResponse", "integrationResponse:IntegrationResponse")
      .flatMap((type) => stack.ofType(`aws:apigateway/${type}`).map(({ name }) => name));
    expect(parts).to.have.length(5 + 5 + 12);
    expect(stack.one("aws:apigateway/deployment:Deployment").dependsOn).to.have.members(parts);
    const account = "images-api-logging-account";
    expect(stack.one("aws:apigateway/stage:Stage").dependsOn).to.deep.equal([account]);
    expect(stack.one("aws:apigateway/methodSettings:MethodSettings").dependsOn).to.have.members([
      account,
      "images-api-execution-logs",
    ]);
    expect(stack.one("aws:apigateway/account:Account").dependsOn).to.deep.equal(["images-api-logging-policy"]);
    for (const { name, dependsOn } of stack.ofType("aws:apigateway/integration:Integration")) {
      expect(dependsOn, name).to.deep.equal([name.replace(/-integration$/, "-invoke")]);
    }
  });

  it("lets API Gateway alone assume its role, and write execution logs", () => {
    const { inputs } = stack.one("aws:iam/role:Role", "images-api-logging-role");
    expect(statementsOf(inputs.assumeRolePolicy)).to.deep.equal([
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    expect(statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "api-logging").inputs.policy)).to.deep.equal([
      {
        Sid: "WriteExecutionLogs",
        Effect: "Allow",
        Action: [
          ...["CreateLogGroup", "CreateLogStream", "DescribeLogGroups", "DescribeLogStreams"],
          ...["PutLogEvents", "GetLogEvents", "FilterLogEvents"],
        ].map((action) => `logs:${action}`),
        Resource: ["arn:aws:logs:eu-central-1:123456789012:log-group:*"],
      },
    ]);
  });

  it("encrypts logs and may write encrypted originals with encryption kms", async () => {
    const encrypted = await deploy({}, { encryption: "kms" });
    for (const { name, inputs } of encrypted.ofType("aws:cloudwatch/logGroup:LogGroup")) {
      expect(inputs.kmsKeyId, name).to.equal(KEY_ARN);
    }
    const grants = statementsOf(encrypted.one("aws:iam/rolePolicy:RolePolicy", "api-store-image-policy").inputs.policy);
    expect(grants.map(({ Sid }) => Sid)).to.include.members(["WriteObjects", "UseKey"]);
  });

  it("accepts a usage plan's API key instead of signatures", async () => {
    const keyed = await deploy({ auth: "apiKey", rateLimitPerSec: 5, burstLimit: 7 });
    for (const { inputs } of keyed.ofType("aws:apigateway/method:Method")) {
      expect(inputs).to.include({ authorization: "NONE", apiKeyRequired: true });
    }
    expect(keyed.one("aws:apigateway/usagePlan:UsagePlan").inputs).to.deep.include({
      throttleSettings: { rateLimit: 5, burstLimit: 7 },
      apiStages: [{ apiId: "api1a2b3c4", stage: "prod" }],
    });
    expect(keyed.ofType("aws:apigateway/usagePlanKey:UsagePlanKey")).to.have.length(1);
    expect(stack.ofType("aws:apigateway/apiKey:ApiKey")).to.be.empty;
  });

  it("allows pages of the configured origin, and none by default", async () => {
    expect(routesOf(stack).filter((route) => route.startsWith("OPTIONS"))).to.be.empty;
    const origin = "https://example.org";
    const open = await deploy({ corsOrigin: origin });
    expect(routesOf(open).filter((route) => route.startsWith("OPTIONS"))).to.have.length(4);
    const preflight = open
      .ofType("aws:apigateway/integrationResponse:IntegrationResponse")
      .find(({ name }) => name.includes("images-image_id-preflight"));
    const allowed = "Authorization,Content-Type,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";
    expect(preflight?.inputs.responseParameters).to.deep.equal({
      "method.response.header.Access-Control-Allow-Origin": `'${origin}'`,
      "method.response.header.Access-Control-Allow-Methods": "'GET,DELETE'",
      "method.response.header.Access-Control-Allow-Headers": `'${allowed}'`,
      "method.response.header.Access-Control-Max-Age": "'600'",
    });
    for (const { name, inputs } of open.ofType("aws:apigateway/method:Method")) {
      const expected = inputs.httpMethod === "OPTIONS" ? "NONE" : "AWS_IAM";
      expect(inputs.authorization, name).to.equal(expected);
    }
    expect(open.one("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration").inputs).to.deep.include({
      corsRules: [
        {
          allowedOrigins: [origin],
          allowedMethods: ["POST"],
          allowedHeaders: ["*"],
          exposeHeaders: ["x-amz-version-id"],
        },
      ],
    });
    for (const { inputs } of open.ofType("aws:apigateway/response:Response")) {
      expect(inputs.responseParameters).to.deep.equal({
        "gatewayresponse.header.Access-Control-Allow-Origin": `'${origin}'`,
      });
    }
  });

  it("leaves out operations on records where the stack keeps none", async () => {
    expect(routesOf(await deploy({}, { metadata: "false" }))).to.deep.equal(["POST /upload", "POST /uploads"]);
  });

  it("deploys again only when the API changes", async () => {
    const triggersOf = (api: Registrations) => api.one("aws:apigateway/deployment:Deployment").inputs.triggers;
    const first = await deploy({ corsOrigin: "https://a.example" });
    // Its limits are settings of the stage, not of the deployment.
    const limits = await deploy({ corsOrigin: "https://a.example", burstLimit: 9 });
    expect(triggersOf(limits)).to.deep.equal(triggersOf(first));
    const changed = [stack, await deploy({ auth: "apiKey" }), await deploy({ corsOrigin: "https://b.example" })];
    const different = new Set([first, ...changed].map((api) => JSON.stringify(triggersOf(api))));
    expect(different).to.have.property("size", 4);
  });

  it("leaves the account's logging role alone without accountLogging", async () => {
    expect(stack.ofType("aws:apigateway/account:Account")).to.have.length(1);
    expect((await deploy()).ofType("aws:apigateway/account:Account")).to.be.empty;
  });
});
