import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ApiGateway } from "../../src/api-gateway/api-gateway";
import type { RestApis } from "../../src/api-gateway/rest-apis";
import type { Distributions } from "../../src/cloudfront/distributions";
import type { EdgeFunctions } from "../../src/cloudfront/edge-functions";
import type { Invalidations } from "../../src/cloudfront/invalidations";
import { cloudfrontOperations } from "../../src/cloudfront/operations";
import type { CodeDeploy } from "../../src/codedeploy/code-deploy";
import { codeDeployOperations } from "../../src/codedeploy/operations";
import type { Alarms } from "../../src/cloudwatch/alarms";
import type { CloudWatch } from "../../src/cloudwatch/cloudwatch";
import { dynamoDbOperations, type DynamoDb } from "../../src/dynamodb/dynamodb";
import type { EventBridge } from "../../src/event-bridge/event-bridge";
import { eventBridgeOperations } from "../../src/event-bridge/operations";
import type { Iam } from "../../src/iam/iam";
import type { ManagedPolicies } from "../../src/iam/managed-policies";
import type { Kms } from "../../src/kms/kms";
import { kmsOperations } from "../../src/kms/operations";
import type { EventSourceMappings } from "../../src/lambda/event-source-mappings";
import type { FunctionVersions } from "../../src/lambda/function-versions";
import type { Lambda } from "../../src/lambda/lambda";
import { mappingOperationNames } from "../../src/lambda/mapping-operations";
import { runnableRuntimes } from "../../src/lambda/limits";
import { lambdaOperations } from "../../src/lambda/operations";
import type { LogDeliveries } from "../../src/logs/deliveries";
import type { Logs } from "../../src/logs/logs";
import { logsOperations } from "../../src/logs/operations";
import type { Services } from "../../src/services";
import { s3Api } from "../../src/s3/api";
import { s3Operations } from "../../src/s3/routes";
import type { S3 } from "../../src/s3/s3";
import { s3Errors } from "./s3-errors";
import { snsOperations } from "../../src/sns/operations";
import { secretsOperations } from "../../src/secrets-manager/operations";
import type { SecretsManager } from "../../src/secrets-manager/secrets-manager";
import type { Sns } from "../../src/sns/sns";
import { sqsOperations } from "../../src/sqs/operations";
import type { Sqs } from "../../src/sqs/sqs";
import { integrationNames } from "../../src/step-functions/integrations";
import { stepFunctionsOperations } from "../../src/step-functions/operations";
import type { StepFunctions } from "../../src/step-functions/step-functions";
import { stsOperations } from "../../src/sts/service";

/** A row of the table: what a service does. */
interface ServiceRow {
  readonly service: string;
  /** Its property of `cloud.services`. */
  readonly property?: keyof Services;
  /** Operations over HTTP, from the tables that the requests are dispatched by. */
  readonly operations: readonly string[];
  /** Methods of `cloud.services` that declare resources. */
  readonly inProcess: readonly string[];
  /** Settings that are described as they were given, and have no effect. */
  readonly kept: readonly string[];
  /** What is refused by name; service-table.test.ts has an attempt for each. */
  readonly refused: readonly string[];
}

/** Names of methods that the class really has. */
const methods = <Service>(...names: (keyof Service & string)[]): readonly string[] => names;

/** All services, in the order of the table. */
export const serviceRows: readonly ServiceRow[] = [
  {
    service: "S3",
    property: "s3",
    operations: [...s3Operations.keys()],
    inProcess: methods<S3>(
      "createBucket",
      "configure",
      "putPolicy",
      "putNotification",
      "expire",
      "expireDue",
      "emptyBucket",
    ),
    kept: [
      "lifecycle rules (`expire` does what one would, `expireDue` what those do that expire current objects, at a time)",
      "access logging",
      "encryption: the headers and the key's policy count, files are not encrypted",
      "bucket tags",
    ],
    refused: [
      "S3's other operations (below)",
      "query parameters that an operation does not have",
      "access control lists that would count",
      "customer-provided keys (SSE-C)",
    ],
  },
  {
    service: "Lambda",
    property: "lambda",
    operations: lambdaOperations.map(({ name }) => name),
    inProcess: [
      ...methods<Lambda>(
        "createFunction",
        "updateFunction",
        "deleteFunction",
        "addPermission",
        "removePermission",
        "putEventInvokeConfig",
        "publishLayer",
        "deleteLayer",
        "invoke",
        "invokeAsync",
      ),
      ...methods<FunctionVersions>("publish", "delete", "createAlias", "updateAlias", "deleteAlias").map(
        (name) => `versions.${name}`,
      ),
    ],
    kept: [
      "architecture",
      "ephemeral storage",
      "tracing (the header is set, nothing is recorded)",
      "the key of the environment",
      "tags",
    ],
    refused: [
      `runtimes other than ${runnableRuntimes.join(", ")}`,
      "functions created over HTTP",
      "aliases of `$LATEST`",
    ],
  },
  {
    service: "Lambda's event source mappings",
    property: "eventSourceMappings",
    operations: mappingOperationNames,
    inProcess: methods<EventSourceMappings>("create", "update", "delete", "get", "all"),
    kept: [],
    refused: ["sources other than standard queues and tables' streams", "batches of more than ten messages"],
  },
  {
    service: "CodeDeploy",
    property: "codeDeploy",
    operations: Object.keys(codeDeployOperations),
    inProcess: methods<CodeDeploy>(
      "createApplication",
      "deleteApplication",
      "createGroup",
      "updateGroup",
      "deleteGroup",
      "createDeployment",
      "stopDeployment",
    ),
    kept: ["tags"],
    refused: ["configurations other than a canary's and all at once", "hooks", "an AppSpec in S3 or in YAML"],
  },
  {
    service: "DynamoDB",
    property: "dynamodb",
    operations: Object.keys(dynamoDbOperations),
    inProcess: methods<DynamoDb>("call", "configure", "rebuild"),
    kept: [
      "time to live",
      "point-in-time recovery",
      "encryption at rest",
      "table class",
      "provisioned capacity",
      "tags",
    ],
    refused: ["transactions", "streams read over HTTP: only functions read them"],
  },
  {
    service: "SQS",
    property: "sqs",
    operations: Object.keys(sqsOperations),
    inProcess: methods<Sqs>("createQueue", "setAttributes", "deleteQueue"),
    kept: ["encryption: the key's policy counts, messages are not encrypted", "`RedriveAllowPolicy`", "tags"],
    refused: ["FIFO queues"],
  },
  {
    service: "SNS",
    property: "sns",
    operations: Object.keys(snsOperations),
    inProcess: methods<Sns>("createTopic", "configure", "deleteTopic", "subscribe", "unsubscribe", "publish"),
    kept: ["e-mail subscriptions (they stay unconfirmed)", "encryption as in SQS", "display names", "tags"],
    refused: ["FIFO topics", "subscriptions other than sqs, lambda, email, email-json"],
  },
  {
    service: "EventBridge",
    property: "eventBridge",
    operations: Object.keys(eventBridgeOperations),
    inProcess: methods<EventBridge>("putRule", "deleteRule", "putTarget", "removeTarget", "put"),
    kept: ["descriptions", "tags"],
    refused: ["targets other than functions, queues, topics and state machines", "rules put over HTTP"],
  },
  {
    service: "Step Functions",
    property: "stepFunctions",
    operations: Object.keys(stepFunctionsOperations),
    inProcess: methods<StepFunctions>("put", "delete", "start", "startSync", "stop"),
    kept: ["tracing", "tags"],
    refused: [
      "JSONata",
      "distributed maps",
      `integrations other than a function's ARN, ${integrationNames.join(", ")}`,
      "fields of states that would not be executed",
    ],
  },
  {
    service: "API Gateway (REST)",
    property: "apiGateway",
    operations: ["requests to a stage, at `/_aws/execute-api/API/STAGE/…` or by host name"],
    inProcess: [
      ...methods<RestApis>(
        "create",
        "update",
        "createResource",
        "putMethod",
        "putIntegration",
        "putMethodResponse",
        "putIntegrationResponse",
        "putModel",
        "putValidator",
        "putGatewayResponse",
        "deploy",
      ).map((name) => `apis.${name}`),
      ...methods<ApiGateway>("putStage", "putMethodSettings", "createKey", "putPlan", "addKeyToPlan", "setLogRole"),
    ],
    kept: ["data trace", "detailed metrics", "descriptions", "tags"],
    refused: ["authorizers", "proxies of services other than Lambda", "HTTP integrations"],
  },
  {
    service: "CloudFront",
    property: "cloudfront",
    operations: [...Object.keys(cloudfrontOperations), "requests of viewers, at a port for each distribution"],
    inProcess: [
      ...methods<Distributions>("create", "update", "setTags", "delete", "urlOf").map(
        (name) => `distributions.${name}`,
      ),
      ...methods<EdgeFunctions>("create", "update", "publish", "delete").map((name) => `functions.${name}`),
      ...methods<Invalidations>("create", "get", "all").map((name) => `invalidations.${name}`),
      ...["originAccessControls", "cachePolicies", "responseHeadersPolicies", "publicKeys", "keyGroups"].map(
        (name) => `${name}.create (update, delete)`,
      ),
    ],
    kept: [
      "compression",
      "certificate and protocol versions: viewers come by HTTP, which counts as HTTPS here",
      "price class",
      "web ACL",
      "server timing",
      "access logs: none are written, of either version",
      "tags",
    ],
    refused: [
      "CloudFront's other operations over HTTP",
      "origins other than buckets of the cloud's region",
      "methods other than GET, HEAD and OPTIONS",
      "restrictions by country",
      "functions of other runtimes than cloudfront-js-2.0",
    ],
  },
  {
    service: "CloudWatch",
    property: "cloudwatch",
    operations: ["`GET /metrics` (Prometheus)"],
    inProcess: [
      ...methods<CloudWatch>("put", "evaluate", "prometheus", "dashboards", "queries"),
      ...methods<Alarms>("put", "delete", "all").map((name) => `alarms.${name}`),
    ],
    kept: ["dashboards", "saved Logs Insights queries"],
    refused: ["metrics put over HTTP"],
  },
  {
    service: "CloudWatch Logs",
    property: "logs",
    operations: Object.keys(logsOperations),
    inProcess: methods<Logs>("createGroup", "deleteGroup", "write", "lines"),
    kept: ["retention (the last 10 000 lines of a group are kept)", "log group class", "encryption", "tags"],
    refused: ["log events put over HTTP", "Logs Insights queries"],
  },
  {
    service: "Deliveries of other services' logs",
    property: "logDeliveries",
    operations: [],
    inProcess: methods<LogDeliveries>("putSource", "putDestination", "create", "setTags", "deleteSource", "delete"),
    kept: ["all of it: nothing is delivered"],
    refused: [],
  },
  {
    service: "IAM",
    property: "iam",
    operations: [],
    inProcess: [
      ...methods<Iam>("createRole", "updateRole", "deleteRole", "attachRolePolicy", "detachRolePolicy"),
      ...methods<ManagedPolicies>("create", "update", "delete").map((method) => `managedPolicies.${method}`),
      ...methods<Iam>("startSession", "endSession"),
    ],
    kept: ["longest session", "descriptions", "tags"],
    refused: ["policies with fields, versions or condition operators that IAM does not know", "requests over HTTP"],
  },
  {
    service: "STS",
    operations: Object.keys(stsOperations),
    inProcess: [],
    kept: [],
    refused: ["roles assumed over HTTP"],
  },
  {
    service: "KMS",
    property: "kms",
    operations: Object.keys(kmsOperations),
    inProcess: methods<Kms>("createKey", "scheduleDeletion", "createAlias", "deleteAlias"),
    kept: ["rotation", "tags"],
    refused: ["data keys"],
  },

  {
    service: "Secrets Manager",
    property: "secretsManager",
    operations: Object.keys(secretsOperations),
    inProcess: methods<SecretsManager>("put", "secret", "has"),
    kept: [],
    refused: ["secrets put over HTTP"],
  },
];

const cell = (items: readonly string[], separator = ", ") => (items.length === 0 ? "-" : items.join(separator));

/** The table in Markdown. */
export function serviceTable(): string {
  const head = "| service | operations over HTTP | in process | kept, without effect | refused by name |";
  const lines = serviceRows.map(({ service, property, operations, inProcess, kept, refused }) => {
    const declared = property === undefined ? "-" : `\`services.${property}\`: ${cell(inProcess)}`;
    return `| ${service} | ${cell([...operations].sort())} | ${declared} | ${cell(kept, "; ")} | ${cell(refused, "; ")} |`;
  });
  return [head, "| --- | --- | --- | --- | --- |", ...lines, "", s3Coverage()].join("\n");
}

/** How much of S3 there is, in figures. */
function s3Coverage(): string {
  // The upload by a form is in AWS's reference and not in its model.
  const model = s3Api.filter(({ name }) => name !== "PostObject");
  const here = model.filter(({ name }) => s3Operations.has(name));
  const parameters = here.flatMap(({ parameters }) => parameters);
  const refused = model.filter(({ name }) => !s3Operations.has(name)).map(({ name }) => name);
  return [
    `Of the ${model.length} operations in AWS's model of S3, ${here.length} are there, with all ${parameters.length} query parameters`,
    `that they take, and ${s3Errors.length} error codes with the status that AWS's reference gives them; \`test/s3/api.test.ts\`,`,
    `\`parameters.test.ts\` and \`errors.test.ts\` have a test for each. Refused by name: ${refused.join(", ")}.`,
  ].join("\n");
}

const README = join(__dirname, "../../README.md");
const place = /(<!-- table: [^\n]*-->\n)([^]*?)(<!-- end of table -->)/;

/** The table as README.md has it. */
export function tableInReadme(): string {
  const [, , table = ""] = place.exec(readFileSync(README, "utf8")) ?? [];
  return table.trim();
}

if (require.main === module) {
  writeFileSync(
    README,
    readFileSync(README, "utf8").replace(place, (_, start, __, end) => `${start}\n${serviceTable()}\n\n${end}`),
  );
}
