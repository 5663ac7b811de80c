import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OperationTarget } from "./operation-target";

export interface LambdaTargetArgs {
  readonly api: aws.apigateway.RestApi;
  readonly fn: aws.lambda.Function;
  readonly method: string;
  readonly path: string;
}

/** Lets one operation of the API invoke a function, which answers by itself. */
export function lambdaTarget(
  name: string,
  { api, fn, method, path }: LambdaTargetArgs,
  opts: pulumi.CustomResourceOptions,
): OperationTarget {
  const permission = new aws.lambda.Permission(
    `${name}-invoke`,
    {
      action: "lambda:InvokeFunction",
      function: fn.name,
      principal: "apigateway.amazonaws.com",
      // Whatever stands for a path parameter stands for one segment.
      sourceArn: pulumi.interpolate`${api.executionArn}/*/${method}${path.replace(/\{\w+\}/g, "*")}`,
    },
    opts,
  );
  return {
    integration: { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: fn.invokeArn },
    responses: [],
    dependsOn: [permission],
  };
}
