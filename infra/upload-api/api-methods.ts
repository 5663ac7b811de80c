import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { apiMethod, type ApiMethodArgs } from "./api-method";
import { apiResources } from "./api-resources";
import type { UploadApiConfig } from "./config";
import { corsPreflight } from "./cors-preflight";
import type { OperationTarget } from "./operation-target";
import { pathsOf, type Operation } from "./operations";
import { uploadRequestSchema } from "./schemas";

export interface ApiMethodsArgs {
  readonly api: aws.apigateway.RestApi;
  readonly operations: readonly Operation[];
  readonly targetOf: (operation: Operation) => OperationTarget;
  readonly settings: UploadApiConfig;
}

export interface ApiMethods {
  /** What a deployment has to wait for. */
  readonly parts: readonly pulumi.Resource[];
  /** What the methods are and do: whenever it changes, the API has to be deployed again. */
  readonly definition: readonly unknown[];
}

/** Declares resources, methods, integrations and validation of all operations, and what browsers ask before them. */
export function apiMethods(
  name: string,
  { api, operations, targetOf, settings: { auth, corsOrigin } }: ApiMethodsArgs,
  opts: pulumi.CustomResourceOptions,
): ApiMethods {
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

  for (const operation of operations) {
    const { id, method: httpMethod, path, uploadRequest } = operation;
    declare(`${name}-${id}`, path, {
      method: {
        httpMethod,
        operationName: id,
        ...authorization,
        requestValidatorId: validator.id,
        requestParameters: Object.fromEntries(requiredOf(operation).map((parameter) => [parameter, true])),
        ...(uploadRequest ? { requestModels: { "application/json": model.name } } : {}),
      },
      target: targetOf(operation),
    });
  }
  if (corsOrigin !== undefined) {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
      declare(`${name}${path.replace(/[/{}]+/g, "-")}-preflight`.replace(/-+/g, "-"), path, {
        // A browser asks without credentials.
        method: { httpMethod: "OPTIONS", authorization: "NONE", requestValidatorId: validator.id },
        target: corsPreflight(corsOrigin, methods),
      });
    }
  }
  return { parts, definition };
}

/** What has to be in a request, in API Gateway's words. */
function requiredOf({ query, headers, path }: Operation): readonly string[] {
  return [
    ...query.map((parameter) => `method.request.querystring.${parameter}`),
    ...headers.map((header) => `method.request.header.${header}`),
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `method.request.path.${parameter}`),
  ];
}
