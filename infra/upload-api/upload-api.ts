import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { AccountContext } from "../account";
import type { FunctionDefaults } from "../pipeline-function";
import { AccountLogging } from "./account-logging";
import { ApiFunctions } from "./api-functions";
import { apiMethod } from "./api-method";
import { ApiStage } from "./api-stage";
import type { UploadApiConfig } from "./config";
import { accepted } from "./content-types";
import { corsPreflight } from "./cors-preflight";
import { lambdaTarget } from "./lambda-target";
import { openApi } from "./openapi";
import type { OperationTarget } from "./operation-target";
import { operations, pathsOf, type Operation } from "./operations";
import { problemResponses } from "./problem-response";
import { s3Upload } from "./s3-upload";
import { uploadRequestSchema } from "./schemas";
import { ApiKeyPlan } from "./usage-plan";

export interface UploadApiArgs {
  readonly settings: UploadApiConfig;
  readonly account: AccountContext;
  readonly defaults: FunctionDefaults;
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** Absent: the operations that work on records are left out. */
  readonly table?: aws.dynamodb.Table;
  /** What originals' keys begin with. */
  readonly prefix: string;
}

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

  constructor(name: string, args: UploadApiArgs, opts?: pulumi.ComponentResourceOptions) {
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
    const chosen = operations.filter(({ needsRecords }) => table !== undefined || !needsRecords);
    const resources = this.resources(name, api, pathsOf(chosen));
    const declared = new Map<string, aws.lambda.Function>();
    const methods = this.methods(name, args, api, chosen, resources, declared);
    const problems = problemResponses(`${name}-problem`, api, settings.corsOrigin, child);
    const logging = settings.accountLogging ? [new AccountLogging(`${name}-logging`, account, child).account] : [];
    const { stage } = new ApiStage(
      name,
      {
        api,
        parts: [...methods, ...problems],
        fingerprint: fingerprint({ openApi: openApi(), settings, paths: pathsOf(chosen), prefix: args.prefix }),
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
    this.functions = [...declared.values()];
    this.url = stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }

  /** One resource per path, parents first. */
  private resources(
    name: string,
    api: aws.apigateway.RestApi,
    paths: readonly string[],
  ): ReadonlyMap<string, pulumi.Output<string>> {
    const ids = new Map<string, pulumi.Output<string>>();
    for (const path of paths) {
      const cut = path.lastIndexOf("/");
      const parentId = ids.get(path.slice(0, cut)) ?? api.rootResourceId;
      const pathPart = path.slice(cut + 1);
      const resource = new aws.apigateway.Resource(
        `${name}${path.replace(/[/{}]+/g, "-").replace(/-$/, "")}`,
        { restApi: api.id, parentId, pathPart },
        { parent: this },
      );
      ids.set(path, resource.id);
    }
    return ids;
  }

  private methods(
    name: string,
    args: UploadApiArgs,
    api: aws.apigateway.RestApi,
    chosen: readonly Operation[],
    resources: ReadonlyMap<string, pulumi.Output<string>>,
    functions: Map<string, aws.lambda.Function>,
  ): readonly pulumi.Resource[] {
    const child = { parent: this };
    const { corsOrigin, auth } = args.settings;
    const validator = new aws.apigateway.RequestValidator(
      `${name}-validator`,
      { restApi: api.id, validateRequestParameters: true, validateRequestBody: true },
      child,
    );
    const model = new aws.apigateway.Model(
      `${name}-upload-request`,
      {
        restApi: api.id,
        name: "UploadRequest",
        contentType: "application/json",
        schema: JSON.stringify({ $schema: "http://json-schema.org/draft-04/schema#", ...uploadRequestSchema }),
      },
      child,
    );
    const targets = this.targets(name, args, api, functions);
    const declared = chosen.flatMap((operation) => {
      const { id, method, path, query, headers, uploadRequest } = operation;
      const required = [
        ...query.map((parameter) => `method.request.querystring.${parameter}`),
        ...headers.map((header) => `method.request.header.${header}`),
        ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `method.request.path.${parameter}`),
      ];
      return apiMethod(
        `${name}-${id}`,
        {
          api,
          resourceId: resources.get(path) ?? api.rootResourceId,
          method: {
            httpMethod: method,
            operationName: id,
            ...(auth === "iam" ? { authorization: "AWS_IAM" } : { authorization: "NONE", apiKeyRequired: true }),
            requestValidatorId: validator.id,
            requestParameters: Object.fromEntries(required.map((parameter) => [parameter, true])),
            ...(uploadRequest ? { requestModels: { "application/json": model.name } } : {}),
          },
          target: targets(operation),
        },
        child,
      );
    });
    if (corsOrigin === undefined) return declared;
    const asked = [...new Set(chosen.map(({ path }) => path))].flatMap((path) =>
      apiMethod(
        `${name}${path.replace(/[/{}]+/g, "-")}-preflight`.replace(/-+/g, "-"),
        {
          api,
          resourceId: resources.get(path) ?? api.rootResourceId,
          // A browser asks without credentials.
          method: { httpMethod: "OPTIONS", authorization: "NONE", requestValidatorId: validator.id },
          target: corsPreflight(
            corsOrigin,
            chosen.filter((operation) => operation.path === path).map(({ method }) => method),
          ),
        },
        child,
      ),
    );
    return [...declared, ...asked];
  }

  /** Who answers each operation; a function that answers two is declared once. */
  private targets(
    name: string,
    args: UploadApiArgs,
    api: aws.apigateway.RestApi,
    declared: Map<string, aws.lambda.Function>,
  ): (operation: Operation) => OperationTarget {
    const child = { parent: this };
    const { account, source, table, prefix, defaults, settings } = args;
    const functions = new ApiFunctions(name, { ...args, corsOrigin: settings.corsOrigin }, child);
    return (operation) => {
      if (operation.answeredBy === "s3") {
        const { encryptionKey } = defaults;
        const { corsOrigin } = settings;
        return s3Upload(`${name}-s3`, { account, bucket: source, prefix, encryptionKey, corsOrigin }, child);
      }
      const fn = declared.get(operation.answeredBy) ?? functions.declare(operation.answeredBy, table);
      declared.set(operation.answeredBy, fn);
      return lambdaTarget(
        `${name}-${operation.id}`,
        { api, fn, method: operation.method, path: operation.path },
        child,
      );
    };
  }
}

function fingerprint(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
