import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { AccountLogging } from "./account-logging";
import { apiMethods } from "./api-methods";
import { ApiStage } from "./api-stage";
import { accepted } from "./content-types";
import { gatewayProblems } from "./gateway-problems";
import { OperationTargets, type OperationTargetsArgs } from "./operation-targets";
import { operations } from "./operations";
import { problemResponses } from "./problem-response";
import { ApiKeyPlan } from "./usage-plan";

/** Uploads, status and deletion over HTTP. */
export class UploadApi extends pulumi.ComponentResource {
  /** `https://…/prod`, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  readonly api: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  /** The functions that answer. */
  readonly functions: readonly aws.lambda.Function[];
  /** Value of the key where callers need one. */
  readonly apiKey?: pulumi.Output<string>;

  constructor(name: string, args: OperationTargetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadApi", name, {}, opts);
    const child = { parent: this };
    const { settings, account, defaults, table } = args;
    const api = new aws.apigateway.RestApi(
      `${name}-api`,
      {
        name: "image-upload-api",
        description: "API for uploading images to S3",
        endpointConfiguration: { types: "REGIONAL" },
        binaryMediaTypes: [...accepted],
      },
      child,
    );
    const targets = new OperationTargets(name, api, args, child);
    const methods = apiMethods(
      name,
      {
        api,
        operations: operations.filter(({ needsRecords }) => table !== undefined || !needsRecords),
        targetOf: (operation) => targets.of(operation),
        settings,
      },
      child,
    );
    const problems = problemResponses(`${name}-problem`, api, settings.corsOrigin, child);
    const logging = settings.accountLogging ? [new AccountLogging(`${name}-logging`, account, child).account] : [];
    const { stage } = new ApiStage(
      name,
      {
        api,
        parts: [...methods.parts, ...problems],
        fingerprint: fingerprint([methods.definition, gatewayProblems, accepted, settings.corsOrigin]),
        settings,
        logRetentionDays: defaults.logRetentionDays,
        encryptionKey: defaults.encryptionKey,
        after: logging,
      },
      child,
    );
    if (settings.auth === "apiKey") {
      this.apiKey = new ApiKeyPlan(`${name}-access`, { api, stage, settings }, child).key.value;
    }
    this.api = api;
    this.stage = stage;
    this.functions = targets.functions;
    this.url = stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }
}

/** Changes with what it is made of, and with nothing else. */
function fingerprint(parts: unknown): pulumi.Output<string> {
  return pulumi.jsonStringify(parts).apply((text) => createHash("sha256").update(text).digest("hex"));
}
