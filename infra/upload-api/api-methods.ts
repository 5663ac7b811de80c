import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { apiMethod, type ApiMethodArgs } from "./api-method";
import type { UploadApiConfig } from "./config";
import { corsPreflight } from "./cors";
import type { OperationTarget } from "./operation-target";
import { pathsOf, uploadRequestSchema, type Operation } from "./operations";

export interface ApiMethodsArgs {
  readonly api: aws.apigateway.RestApi;
  readonly operations: readonly { readonly operation: Operation; readonly target: OperationTarget }[];
  readonly settings: UploadApiConfig;
}

export interface ApiMethods {
  /** Must exist before a deployment: it is a snapshot of them. */
  readonly parts: readonly pulumi.Resource[];
  /** Everything that defines the methods: when it changes, the API has to be deployed again. */
  readonly definition: readonly unknown[];
}

/** Declares resources, methods, integrations and validation of operations, and the preflight requests of browsers. */
export function apiMethods(
  name: string,
  { api, operations: targets, settings: { auth, corsOrigin } }: ApiMethodsArgs,
  opts: pulumi.CustomResourceOptions,
): ApiMethods {
  const operations = targets.map(({ operation }) => operation);
  const ids = apiResources(name, api, pathsOf(operations), opts);
  const validator = new aws.apigateway.RequestValidator(
    `${name}-validator`,
    { restApi: api.id, validateRequestParameters: true, validateRequestBody: true },
    opts,
  );
  const model = new aws.apigateway.Model(
    `${name}-upload-request`,
    {
      restApi: api.id,
      name: "UploadRequest",
      contentType: "application/json",
      schema: JSON.stringify({ $schema: "http://json-schema.org/draft-04/schema#", ...uploadRequestSchema }),
    },
    opts,
  );
  const authorization = auth === "iam" ? { authorization: "AWS_IAM" } : { authorization: "NONE", apiKeyRequired: true };

  const parts: pulumi.Resource[] = [];
  const definition: unknown[] = [uploadRequestSchema];
  const declare = (method: string, path: string, args: Pick<ApiMethodArgs, "method" | "target">): void => {
    parts.push(...apiMethod(method, { ...args, api, resourceId: ids.get(path) ?? api.rootResourceId }, opts));
    const { integration, responses } = args.target;
    definition.push({ path, integration, responses, method: args.method });
  };

  for (const { operation, target } of targets) {
    const { id, method: httpMethod, path, uploadRequest } = operation;
    declare(`${name}-${id}`, path, {
      method: {
        httpMethod,
        operationName: id,
        ...authorization,
        requestValidatorId: validator.id,
        requestParameters: Object.fromEntries([
          ...requiredOf(operation).map((parameter) => [parameter, true] as const),
          ...optionalOf(operation).map((parameter) => [parameter, false] as const),
        ]),
        ...(uploadRequest ? { requestModels: { "application/json": model.name } } : {}),
      },
      target,
    });
  }
  if (corsOrigin !== undefined) {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
      declare(`${name}${path.replace(/[/{}]+/g, "-")}-preflight`.replace(/-+/g, "-"), path, {
        // Browsers send preflight requests without credentials.
        method: { httpMethod: "OPTIONS", authorization: "NONE", requestValidatorId: validator.id },
        target: corsPreflight(corsOrigin, methods),
      });
    }
  }
  return { parts, definition };
}

/** The required parameters of a request, in API Gateway's notation. */
function requiredOf({ query, headers, path }: Operation): readonly string[] {
  return [
    ...query.map((parameter) => `method.request.querystring.${parameter}`),
    ...headers.map((header) => `method.request.header.${header}`),
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `method.request.path.${parameter}`),
  ];
}

/** A proxy sees every parameter; to a service only those that are declared can be mapped. */
function optionalOf({ backend, optionalQuery }: Operation): readonly string[] {
  return backend === "s3"
    ? Object.keys(optionalQuery).map((parameter) => `method.request.querystring.${parameter}`)
    : [];
}

/** One resource per path, parents first. Returns their ids by path. */
function apiResources(
  name: string,
  api: aws.apigateway.RestApi,
  paths: readonly string[],
  opts: pulumi.CustomResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  const ids = new Map<string, pulumi.Output<string>>();
  for (const path of paths) {
    const cut = path.lastIndexOf("/");
    const parentId = ids.get(path.slice(0, cut)) ?? api.rootResourceId;
    const resource = new aws.apigateway.Resource(
      `${name}${path.replace(/[/{}]+/g, "-").replace(/-$/, "")}`,
      { restApi: api.id, parentId, pathPart: path.slice(cut + 1) },
      opts,
    );
    ids.set(path, resource.id);
  }
  return ids;
}
