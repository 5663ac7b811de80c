import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { qualified } from "../function-target";
import type { PipelineFunction } from "../pipeline-function";

/** A response of an integration that is not a proxy. */
interface TargetResponse {
  readonly statusCode: string;
  /** Regular expression over the backend's status; absent: used where no other pattern matches. */
  readonly selectionPattern?: string;
  /** Header -> mapping expression of its value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Velocity template of the JSON body. */
  readonly template: string;
}

/** The backend of an operation. */
export interface OperationTarget {
  readonly integration: Omit<aws.apigateway.IntegrationArgs, "restApi" | "resourceId" | "httpMethod">;
  /** Empty for a proxy, whose backend writes the whole response. */
  readonly responses: readonly TargetResponse[];
  readonly dependsOn: readonly pulumi.Resource[];
}

export interface LambdaTargetArgs {
  readonly api: aws.apigateway.RestApi;
  readonly fn: PipelineFunction;
  readonly method: string;
  readonly path: string;
}

/** A function as backend, as a proxy, and the permission to invoke it for one operation. */
export function lambdaTarget(
  name: string,
  { api, fn, method, path }: LambdaTargetArgs,
  opts: pulumi.CustomResourceOptions,
): OperationTarget {
  const permission = new aws.lambda.Permission(
    `${name}-invoke`,
    {
      action: "lambda:InvokeFunction",
      function: fn.functionName,
      ...qualified(fn.target),
      principal: "apigateway.amazonaws.com",
      // A path parameter matches one segment.
      sourceArn: pulumi.interpolate`${api.executionArn}/*/${method}${path.replace(/\{\w+\}/g, "*")}`,
    },
    opts,
  );
  return {
    integration: { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: fn.target.invokeArn },
    responses: [],
    dependsOn: [permission],
  };
}
