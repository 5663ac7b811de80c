import { expect } from "chai";

import type { ApiMethod, Integration } from "../src/api-gateway/types";
import type { Cloud } from "../src/cloud";
import { readAppSpec } from "../src/codedeploy/app-spec";
import { definitionOf } from "./cloudfront/use-distribution";
import { deploy, zipOf } from "./support/cloud/functions";
import { jsonRequest, rawRequest, s3Request, type RawRequest } from "./support/cloud/raw-request";
import { makeRole, policy, trust, useCloud } from "./support/cloud/use-cloud";
import { serviceRows, serviceTable, tableInReadme } from "./support/service-table";

/**
 * An attempt at something that is refused, and the code of the refusal; an attempt answers it or throws an error with
 * it.
 */
type Attempt = readonly [code: string, attempt: (cloud: Cloud) => unknown];

const ROLE = "arn:aws:iam::000000000000:role/table";

async function xmlCode(cloud: Cloud, request: RawRequest): Promise<string> {
  const headers = { "content-type": "application/x-www-form-urlencoded", ...request.headers };
  const { text } = await rawRequest(cloud, { ...request, headers });
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? text;
}

const s3Code = async (cloud: Cloud, request: Omit<RawRequest, "service">) => (await s3Request(cloud, request)).code;

const jsonCode = async (cloud: Cloud, service: string, target: string) =>
  (await jsonRequest(cloud, service, target, {})).__type;

const map = ({ services }: Cloud, queueArn: string, batchSize = 10) =>
  services.eventSourceMappings.create({ sourceArn: queueArn, functionName: "table", batchSize });

const machine = (cloud: Cloud, state: object, change: object = {}) =>
  cloud.services.stepFunctions.put({
    name: "table",
    type: "STANDARD",
    definition: JSON.stringify({ StartAt: "A", States: { A: { ...state, End: true } }, ...change }),
    roleArn: ROLE,
    logging: { level: "OFF", includeExecutionData: false },
    tracing: false,
    tags: {},
  });

function method(cloud: Cloud, change: Partial<Record<keyof ApiMethod, unknown>>, integration?: object): void {
  const { apis } = cloud.services.apiGateway;
  const api = apis.create({
    name: "table",
    description: "",
    disableExecuteApiEndpoint: false,
    tags: {},
    binaryMediaTypes: [],
  });
  const spec = { authorization: "NONE", apiKeyRequired: false, requestParameters: {}, requestModels: {}, ...change };
  apis.putMethod(api.id, { resourceId: api.rootResourceId, httpMethod: "GET", ...spec } as ApiMethod);
  const defaults = { requestParameters: {}, requestTemplates: {}, passthroughBehavior: "NEVER", timeoutMs: 1000 };
  apis.putIntegration(api.id, api.rootResourceId, "GET", { ...defaults, ...integration } as Integration);
}

const allMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"] as const;

/** A distribution in front of the bucket, with one thing that is refused. */
const distribution = (
  cloud: Cloud,
  change: { origin?: string; methods?: typeof allMethods; countries?: readonly string[] },
) => {
  const { origin, methods, countries } = change;
  const { origins, ...rest } = definitionOf(cloud, "table", methods && { behavior: { allowedMethods: methods } });
  return cloud.services.cloudfront.distributions.create({
    ...rest,
    origins: origins.map((given) => ({ ...given, domainName: origin ?? given.domainName })),
    ...(countries && { geoRestriction: { restrictionType: "whitelist", locations: countries } }),
  });
};

const groupOf = ({ services: { codeDeploy } }: Cloud, deploymentConfigName: string) => {
  const { name } = codeDeploy.createApplication("table");
  return codeDeploy.createGroup({ applicationName: name, name: "g", serviceRoleArn: ROLE, deploymentConfigName });
};

const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  S3: [
    ["NotImplemented", (cloud) => s3Code(cloud, { method: "GET", path: "/table", query: { replication: "" } })],
    ["NotImplemented", (cloud) => s3Code(cloud, { method: "GET", path: "/table", query: { foo: "" } })],
    [
      "NotImplemented",
      (cloud) =>
        s3Code(cloud, {
          method: "PUT",
          path: "/acls",
          headers: { "x-amz-object-ownership": "ObjectWriter", "x-amz-acl": "public-read" },
        }),
    ],
    [
      "NotImplemented",
      (cloud) =>
        xmlCode(cloud, {
          service: "s3",
          method: "PUT",
          path: "/table/key",
          headers: { ...unsigned, "x-amz-server-side-encryption-customer-algorithm": "AES256" },
        }),
    ],
  ],
  Lambda: [
    [
      "InvalidParameterValueException",
      async ({ services }) =>
        services.lambda.createFunction(
          { name: "table", roleArn: ROLE, runtime: "python3.13", handler: "a.b" },
          await zipOf({ "a.py": "" }),
        ),
    ],
    [
      "NotImplemented",
      async (cloud) => {
        const { text } = await rawRequest(cloud, { service: "lambda", path: "/2015-03-31/functions" });
        return (JSON.parse(text) as { __type: string }).__type;
      },
    ],
    [
      "InvalidParameterValueException",
      async (cloud) => {
        await deploy(cloud, "latest", { code: "exports.handler = async () => 1;" });
        cloud.services.lambda.versions.createAlias("latest", { name: "live", functionVersion: "$LATEST" });
      },
    ],
  ],
  CodeDeploy: [
    [
      "DeploymentConfigDoesNotExistException",
      (cloud) => groupOf(cloud, "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"),
    ],
    ["InvalidRevisionException", () => readAppSpec(JSON.stringify({ version: "0.0", Resources: [], Hooks: [] }))],
    ["InvalidRevisionException", () => readAppSpec("version: 0.0")],
  ],
  "Lambda's event source mappings": [
    [
      "InvalidParameterValueException",
      (cloud) => map(cloud, "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s"),
    ],
    ["InvalidParameterValueException", (cloud) => map(cloud, "arn:aws:sqs:us-east-1:000000000000:q", 11)],
  ],
  DynamoDB: [
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "dynamodb", "DynamoDB_20120810.TransactWriteItems")],
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "dynamodb", "DynamoDBStreams_20120810.GetRecords")],
  ],
  SQS: [["UnsupportedOperation", ({ services }) => services.sqs.createQueue("table.fifo", {})]],
  SNS: [
    ["InvalidParameter", ({ services }) => services.sns.createTopic("table.fifo")],
    [
      "InvalidParameter",
      ({ services }) => services.sns.subscribe(services.sns.createTopic("table").arn, "https", "https://example.com"),
    ],
  ],
  EventBridge: [
    [
      "ValidationException",
      ({ services: { eventBridge } }) => {
        const pattern = { source: ["a"] };
        eventBridge.putRule({ name: "table", pattern, enabled: true, description: "", tags: {} });
        eventBridge.putTarget("table", { id: "a", arn: "arn:aws:kinesis:us-east-1:000000000000:stream/a" });
      },
    ],
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "events", "AWSEvents.PutRule")],
  ],
  "Step Functions": [
    ["InvalidDefinition", (cloud) => machine(cloud, { Type: "Pass" }, { QueryLanguage: "JSONata" })],
    [
      "InvalidDefinition",
      (cloud) => {
        const processor = { StartAt: "B", States: { B: { Type: "Pass", End: true } } };
        const config = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
        return machine(cloud, { Type: "Map", ItemProcessor: { ...processor, ...config } });
      },
    ],
    ["InvalidDefinition", (cloud) => machine(cloud, { Type: "Task", Resource: "arn:aws:states:::ecs:runTask" })],
    ["InvalidDefinition", (cloud) => machine(cloud, { Type: "Pass", Assign: { a: 1 } })],
  ],
  "API Gateway (REST)": [
    ["BadRequestException", (cloud) => method(cloud, { authorization: "COGNITO_USER_POOLS" })],
    [
      "BadRequestException",
      (cloud) =>
        method(cloud, {}, { type: "AWS_PROXY", uri: "arn:aws:apigateway:us-east-1:s3:path/a", credentials: ROLE }),
    ],
    ["BadRequestException", (cloud) => method(cloud, {}, { type: "HTTP", uri: "https://example.com" })],
  ],
  CloudFront: [
    ["NotImplemented", (cloud) => xmlCode(cloud, { service: "cloudfront", path: "/2020-05-31/distribution" })],
    ["NotImplemented", (cloud) => distribution(cloud, { origin: "www.example.com" })],
    ["NotImplemented", (cloud) => distribution(cloud, { methods: allMethods })],
    ["NotImplemented", (cloud) => distribution(cloud, { countries: ["DE"] })],
    [
      "NotImplemented",
      ({ services }) =>
        services.cloudfront.functions.create({
          ...{ name: "table", comment: "", code: "" },
          runtime: "cloudfront-js-1.0" as "cloudfront-js-2.0",
        }),
    ],
  ],
  CloudWatch: [
    [
      "UnknownService",
      (cloud) => xmlCode(cloud, { service: "monitoring", body: "Action=PutMetricData&Version=2010-08-01" }),
    ],
  ],
  "Deliveries of other services' logs": [],
  "CloudWatch Logs": [
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "logs", "Logs_20140328.PutLogEvents")],
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "logs", "Logs_20140328.StartQuery")],
  ],
  IAM: [
    [
      "MalformedPolicyDocument",
      ({ services }) =>
        services.iam.createRole({
          name: "malformed",
          assumeRolePolicy: trust(),
          policies: {
            a: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*", Condition: { Equals: { a: "b" } } }]),
          },
        }),
    ],
    ["UnknownService", (cloud) => xmlCode(cloud, { service: "iam", body: "Action=CreateRole&Version=2010-05-08" })],
  ],
  STS: [["InvalidAction", (cloud) => xmlCode(cloud, { service: "sts", body: "Action=AssumeRole&Version=2011-06-15" })]],
  KMS: [["UnknownOperationException", (cloud) => jsonCode(cloud, "kms", "TrentService.GenerateDataKey")]],
  "Secrets Manager": [
    ["UnknownOperationException", (cloud) => jsonCode(cloud, "secretsmanager", "secretsmanager.PutSecretValue")],
  ],
};

const unsigned = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };

describe("the table of services in the README", () => {
  const suite = useCloud();
  before(async () => {
    const { cloud } = suite();
    makeRole(cloud, "table", [], trust("states.amazonaws.com"));
    cloud.services.s3.createBucket("table");
    await deploy(cloud, "listed", { code: "exports.handler = async () => 1;" });
  });

  it("is what `npm run readme` writes, row by row", () => {
    expect(tableInReadme().split("\n")).to.deep.equal(serviceTable().split("\n"));
  });

  it("has a row for every service", () => {
    const wiring = ["targets", "roles", "front"];
    const services = Object.keys(suite().cloud.services).filter((name) => !wiring.includes(name));
    expect(serviceRows.flatMap(({ property }) => property ?? [])).to.have.members(services);
  });

  for (const { service, refused } of serviceRows) {
    for (const [i, what] of refused.entries()) {
      it(`is right that ${service} refuses ${what}`, async () => {
        expect(attempts[service], "one attempt for each refusal").to.have.length(refused.length);
        const [code, attempt] = attempts[service]?.[i] ?? ["", () => undefined];
        let answered: unknown;
        try {
          answered = await attempt(suite().cloud);
        } catch (error) {
          answered = (error as { code?: string }).code;
        }
        expect(answered).to.equal(code);
      });
    }
  }
});
