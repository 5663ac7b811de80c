import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { UploadApiConfig } from "./config";
import type { KeyRef } from "../encryption-key";

export interface ApiStageArgs {
  readonly api: aws.apigateway.RestApi;
  /** The resources that a deployment is a snapshot of. */
  readonly parts: readonly pulumi.Resource[];
  /** Differs where the parts differ: a change takes effect with a new deployment only. */
  readonly fingerprint: pulumi.Input<string>;
  readonly settings: UploadApiConfig;
  readonly logRetentionDays: number;
  readonly encryptionKey?: KeyRef;
  /** What must exist before execution logs can be switched on. */
  readonly after: readonly pulumi.Resource[];
}

const STAGE_NAME = "prod";

/** The access log's line per request, a JSON object. It holds no object key, no body and no token. */
const ACCESS_LOG_FORMAT = JSON.stringify({
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

/** The deployed API, with its logs, traces and limits. */
export class ApiStage extends pulumi.ComponentResource {
  readonly stage: aws.apigateway.Stage;

  constructor(name: string, args: ApiStageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ApiStage", name, {}, opts);
    const child = { parent: this };
    const { api, settings, encryptionKey, logRetentionDays } = args;
    const logs = { retentionInDays: logRetentionDays, ...(encryptionKey ? { kmsKeyId: encryptionKey.arn } : {}) };
    const accessLog = new aws.cloudwatch.LogGroup(`${name}-access-logs`, logs, child);
    const executionLog = new aws.cloudwatch.LogGroup(
      `${name}-execution-logs`,
      // API Gateway writes to this name, and would otherwise create the group itself, without a retention period.
      { name: pulumi.interpolate`API-Gateway-Execution-Logs_${api.id}/${STAGE_NAME}`, ...logs },
      child,
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      { restApi: api.id, triggers: { redeployment: args.fingerprint } },
      { ...child, dependsOn: [...args.parts] },
    );
    this.stage = new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName: STAGE_NAME,
        xrayTracingEnabled: true,
        accessLogSettings: { destinationArn: accessLog.arn, format: ACCESS_LOG_FORMAT },
      },
      { ...child, dependsOn: [...args.after] },
    );
    new aws.apigateway.MethodSettings(
      `${name}-settings`,
      {
        restApi: api.id,
        stageName: this.stage.stageName,
        methodPath: "*/*",
        settings: {
          loggingLevel: "ERROR",
          // A data trace logs whole request bodies: the users' images.
          dataTraceEnabled: false,
          metricsEnabled: true,
          throttlingRateLimit: settings.rateLimitPerSec,
          throttlingBurstLimit: settings.burstLimit,
        },
      },
      { ...child, dependsOn: [executionLog, ...args.after] },
    );
    this.registerOutputs({ stage: this.stage.stageName });
  }
}
