import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { OperationTarget } from "./operation-target";

export interface ApiMethodArgs {
  readonly api: aws.apigateway.RestApi;
  readonly resourceId: pulumi.Input<string>;
  readonly method: Omit<aws.apigateway.MethodArgs, "restApi" | "resourceId">;
  readonly target: OperationTarget;
}

/** Declares a method with its integration and its responses, and returns them all: a deployment depends on them. */
export function apiMethod(
  name: string,
  { api, resourceId, method, target }: ApiMethodArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const ids = { restApi: api.id, resourceId };
  const declared = new aws.apigateway.Method(`${name}-method`, { ...ids, ...method }, opts);
  const ofMethod = { ...ids, httpMethod: declared.httpMethod };
  const integration = new aws.apigateway.Integration(
    `${name}-integration`,
    { ...ofMethod, ...target.integration },
    { ...opts, dependsOn: [...target.dependsOn] },
  );
  const responses = target.responses.flatMap(({ statusCode, selectionPattern, headers, template }) => {
    const names = Object.keys(headers);
    const response = new aws.apigateway.MethodResponse(
      `${name}-${statusCode}`,
      {
        ...ofMethod,
        statusCode,
        responseModels: { "application/json": "Empty" },
        responseParameters: Object.fromEntries(names.map((header) => [`method.response.header.${header}`, true])),
      },
      opts,
    );
    const mapping = new aws.apigateway.IntegrationResponse(
      `${name}-${statusCode}-mapping`,
      {
        ...ofMethod,
        statusCode: response.statusCode,
        ...(selectionPattern === undefined ? {} : { selectionPattern }),
        responseParameters: Object.fromEntries(
          names.map((header) => [`method.response.header.${header}`, headers[header] ?? ""]),
        ),
        responseTemplates: { "application/json": template },
        // Else a caller that accepts an image first gets 500: the template would have to read bytes.
        contentHandling: "CONVERT_TO_TEXT",
      },
      { ...opts, dependsOn: [integration] },
    );
    return [response, mapping];
  });
  return [declared, integration, ...responses];
}
