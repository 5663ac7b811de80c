import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../infra/config";
import { ImagePipeline } from "../../infra/image-pipeline";
import { openApi } from "../../infra/upload-api/openapi";
import { runProgram, type Registration, type Registrations } from "../support/mocks/pulumi-program";

const deploy = (settings: object = {}, config: Record<string, string> = {}): Promise<Registrations> =>
  runProgram(
    (opts) =>
      new ImagePipeline(
        "images",
        readConfig({ deleteDerivatives: "false", uploadApi: JSON.stringify(settings), ...config }),
        opts,
      ),
  );

interface Statement {
  readonly Sid: string;
  readonly Action: string[];
  readonly Resource: string[];
  readonly Condition?: unknown;
}
const grantsOf = (registration: Registration): Record<string, unknown> => {
  const { Statement: statements } = JSON.parse(registration.inputs.policy as string) as { Statement: Statement[] };
  return Object.fromEntries(statements.map(({ Sid, Action, Resource }) => [Sid, [...Action, ...Resource].join(" ")]));
};

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

const SOURCE_ARN = "arn:aws:s3:::images-source-bucket-1a2b3c4";
const DESTINATION_ARN = "arn:aws:s3:::images-destination-bucket-1a2b3c4";
const TABLE_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/image-metadata";

describe("the upload API", () => {
  let stack: Registrations;
  before(async () => {
    stack = await deploy();
  });

  it("is regional, with a stage named prod, as in the guide", () => {
    expect(stack.one("aws:apigateway/restApi:RestApi").inputs).to.deep.include({
      name: "image-upload-api",
      endpointConfiguration: { types: "REGIONAL" },
      binaryMediaTypes: ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "image/webp"],
    });
    const { accessLogSettings, ...stage } = stack.one("aws:apigateway/stage:Stage").inputs;
    expect(stage).to.deep.include({ stageName: "prod", xrayTracingEnabled: true });
    const { format, destinationArn: logs } = accessLogSettings as { format: string; destinationArn: string };
    expect(logs).to.match(/^arn:aws:logs:.*:images-api-access-logs/);
    expect(Object.keys(JSON.parse(format) as object)).to.include.members(["requestId", "status", "caller"]);
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
    expect(stack.one("aws:apigateway/method:Method", "putImage").inputs.requestParameters).to.deep.equal({
      "method.request.querystring.key": true,
      "method.request.header.Content-Type": true,
    });
    expect(stack.one("aws:apigateway/method:Method", "createUpload").inputs.requestModels).to.deep.equal({
      "application/json": "UploadRequest",
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

  it("sends uploads to the stack's own bucket", async () => {
    const { requestParameters, ...integration } = stack.one(
      "aws:apigateway/integration:Integration",
      "putImage",
    ).inputs;
    expect(integration).to.deep.include({
      type: "AWS",
      integrationHttpMethod: "PUT",
      uri: "arn:aws:apigateway:eu-central-1:s3:path/{bucket}/{key}",
      passthroughBehavior: "WHEN_NO_MATCH",
    });
    expect(requestParameters).to.deep.equal({
      "integration.request.path.bucket": "'images-source-bucket-1a2b3c4'",
      "integration.request.path.key": "method.request.querystring.key",
      "integration.request.header.Content-Type": "method.request.header.Content-Type",
      "integration.request.header.Referer": "method.request.header.Content-Type",
    });
    const prefixed = await deploy({}, { uploadPrefix: "up/" });
    expect(prefixed.one("aws:apigateway/integration:Integration", "putImage").inputs.uri).to.match(
      /\{bucket\}\/up\/\{key\}$/,
    );
    const role = prefixed.one("aws:iam/rolePolicy:RolePolicy", "api-s3");
    expect((JSON.parse(role.inputs.policy as string) as { Statement: Statement[] }).Statement).to.deep.equal([
      {
        Sid: "PutImages",
        Effect: "Allow",
        Action: ["s3:PutObject"],
        Resource: [`${SOURCE_ARN}/up/*`],
        Condition: {
          StringEquals: {
            "aws:Referer": ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "image/webp"],
          },
        },
      },
    ]);
  });

  it("maps S3's status of an upload to its own", () => {
    const answers = stack.ofType("aws:apigateway/integrationResponse:IntegrationResponse").map(({ inputs }) => inputs);
    const statusFor = (status: string) =>
      (
        answers.find(
          ({ selectionPattern }) =>
            typeof selectionPattern === "string" && new RegExp(`^(${selectionPattern})$`).test(status),
        ) ?? answers.find(({ selectionPattern }) => selectionPattern === undefined)
      )?.statusCode;
    expect(["200", "400", "403", "404", "500", "503"].map(statusFor)).to.deep.equal([
      "200",
      "400",
      "415",
      "400",
      "502",
      "502",
    ]);
    const stored = answers.find(({ statusCode }) => statusCode === "200");
    expect(stored?.responseParameters).to.deep.equal({
      "method.response.header.x-amz-version-id": "integration.response.header.x-amz-version-id",
    });
  });

  it("gives every function the grants of its operation", () => {
    const grants = (part: string) => {
      const all = Object.entries(grantsOf(stack.one("aws:iam/rolePolicy:RolePolicy", part)));
      return Object.fromEntries(all.filter(([sid]) => sid !== "WriteLogs" && sid !== "WriteTraces"));
    };
    expect(grants("create-upload")).to.deep.equal({ WriteObjects: `s3:PutObject ${SOURCE_ARN}/*` });
    expect(grants("image-status")).to.deep.equal({
      GetRecords: `dynamodb:GetItem ${TABLE_ARN}`,
      QueryIndex: `dynamodb:Query ${TABLE_ARN}/index/original-key-index`,
      ReadCurrent: `s3:GetObject ${SOURCE_ARN}/*`,
      ListBucket: `s3:ListBucket ${SOURCE_ARN}`,
      ReadCurrentResults: `s3:GetObject ${DESTINATION_ARN}/*`,
      ListBucketResults: `s3:ListBucket ${DESTINATION_ARN}`,
    });
    expect(grants("delete-image")).to.deep.equal({
      GetRecords: `dynamodb:GetItem ${TABLE_ARN}`,
      DeleteRecords: `dynamodb:DeleteItem ${TABLE_ARN}`,
      ReadCurrent: `s3:GetObject ${SOURCE_ARN}/*`,
      ListBucket: `s3:ListBucket ${SOURCE_ARN}`,
      DeleteObjects: `s3:DeleteObject ${SOURCE_ARN}/*`,
      DeleteVersions: `s3:DeleteObjectVersion ${SOURCE_ARN}/*`,
      ReadCurrentResults: `s3:GetObject ${DESTINATION_ARN}/*`,
      ListBucketResults: `s3:ListBucket ${DESTINATION_ARN}`,
      DeleteObjectsResults: `s3:DeleteObject ${DESTINATION_ARN}/*`,
    });
  });

  it("lets each operation invoke its own function only", () => {
    const permissions = stack
      .ofType("aws:lambda/permission:Permission")
      .filter(({ inputs }) => inputs.principal === "apigateway.amazonaws.com")
      .map(({ inputs }) => `${String(inputs.sourceArn).split("/").slice(1).join("/")} -> ${String(inputs.function)}`);
    expect(permissions).to.have.members([
      "*/POST/uploads -> image-api-create-upload",
      "*/GET/images -> image-api-image-status",
      "*/GET/images/* -> image-api-image-status",
      "*/DELETE/images/* -> image-api-delete-image",
    ]);
  });

  it("returns every error of the gateway as JSON with a code", () => {
    for (const { name, inputs } of stack.ofType("aws:apigateway/response:Response")) {
      const template = (inputs.responseTemplates as Record<string, string>)["application/json"] ?? "";
      expect(JSON.parse(template), name).to.have.all.keys("code", "message");
    }
    const tooLarge = stack.one("aws:apigateway/response:Response", "too-large").inputs;
    expect(tooLarge).to.deep.include({ statusCode: "413", responseType: "REQUEST_TOO_LARGE" });
    expect(JSON.stringify(tooLarge.responseTemplates)).to.include("POST /uploads");
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
    expect(preflight?.inputs.responseParameters).to.include({
      "method.response.header.Access-Control-Allow-Origin": `'${origin}'`,
      "method.response.header.Access-Control-Allow-Methods": "'GET,DELETE'",
    });
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
    const trigger = async (settings: object) =>
      (await deploy(settings)).one("aws:apigateway/deployment:Deployment").inputs.triggers;
    expect(await trigger({})).to.deep.equal(stack.one("aws:apigateway/deployment:Deployment").inputs.triggers);
    expect(await trigger({ auth: "apiKey" })).not.to.deep.equal(await trigger({}));
  });

  it("leaves the account's logging role alone without accountLogging", async () => {
    expect(stack.ofType("aws:apigateway/account:Account")).to.have.length(1);
    expect((await deploy({ accountLogging: false })).ofType("aws:apigateway/account:Account")).to.be.empty;
  });
});
