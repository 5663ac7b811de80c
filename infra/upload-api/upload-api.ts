import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { acceptedMediaTypes } from "../../handlers/contract";
import type { AccountContext } from "../account";
import { createUpload, deleteImage, imageStatus, storeImage } from "../functions";
import { PipelineFunction, type FunctionContext } from "../pipeline-function";
import { AccountLogging } from "./account-logging";
import { apiMethods } from "./api-methods";
import { ApiStage } from "./api-stage";
import type { UploadApiConfig } from "./config";
import { declareGatewayResponses, gatewayResponses } from "./gateway-responses";
import { lambdaTarget, type OperationTarget } from "./operation-target";
import { operations, type Operation } from "./operations";
import { formerly, logicalName, physicalName } from "../physical-names";
import { ApiKeyPlan } from "./usage-plan";

export interface UploadApiArgs {
  readonly settings: UploadApiConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
}

/** Uploads, status and deletion over HTTP. */
export class UploadApi extends pulumi.ComponentResource {
  /** `https://…/prod`, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  readonly api: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly functions: readonly PipelineFunction[];
  /** Value of the API key; absent: requests are signed. */
  readonly apiKey?: pulumi.Output<string>;

  constructor(name: string, args: UploadApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadApi", name, {}, opts);
    const child = { parent: this };
    const { settings, context, account } = args;
    const { table } = context.stores;
    const { auth, corsOrigin } = settings;
    const api = new aws.apigateway.RestApi(
      logicalName(context.naming, "image-upload-api"),
      {
        ...physicalName(context.naming, "image-upload-api"),
        description: "API for uploading images to S3",
        endpointConfiguration: { types: "REGIONAL" },
        binaryMediaTypes: [...acceptedMediaTypes],
      },
      { ...child, ...formerly(context.naming, "image-upload-api", `${name}-api`) },
    );
    const functions = {
      storeImage: new PipelineFunction(`${name}-store-image`, storeImage(context), child),
      createUpload: new PipelineFunction(`${name}-create-upload`, createUpload(context), child),
      ...(table && {
        imageStatus: new PipelineFunction(`${name}-image-status`, imageStatus(context, table), child),
        deleteImage: new PipelineFunction(`${name}-delete-image`, deleteImage(context, table), child),
      }),
    };
    /** Undefined for operations on records where the stack keeps none. */
    const targetOf = ({ id, method, path, backend }: Operation): OperationTarget | undefined => {
      const fn = functions[backend];
      return fn && lambdaTarget(`${name}-${id}`, { api, fn, method, path }, child);
    };
    const methods = apiMethods(
      name,
      {
        api,
        settings,
        operations: operations.flatMap((operation) => {
          const target = targetOf(operation);
          return target ? [{ operation, target }] : [];
        }),
      },
      child,
    );
    const responses = declareGatewayResponses(`${name}-problem`, api, corsOrigin, child);
    const { roleArgs } = context;
    const logging = settings.accountLogging
      ? [new AccountLogging(`${name}-logging`, { account, roleArgs }, child).account]
      : [];
    const { stage } = new ApiStage(
      name,
      {
        api,
        parts: [...methods.parts, ...responses],
        fingerprint: fingerprint([methods.definition, gatewayResponses, acceptedMediaTypes, corsOrigin]),
        settings,
        logRetentionDays: context.config.logRetentionDays,
        encryptionKey: context.encryptionKey,
        after: logging,
      },
      child,
    );
    if (auth === "apiKey") {
      this.apiKey = new ApiKeyPlan(`${name}-access`, { api, stage, settings }, child).key.value;
    }
    this.api = api;
    this.stage = stage;
    this.functions = Object.values(functions);
    this.url = stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }
}

/** Differs where the parts differ, and only there. */
function fingerprint(parts: unknown): pulumi.Output<string> {
  return pulumi.jsonStringify(parts).apply((text) => createHash("sha256").update(text).digest("hex"));
}
