import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { gatewayProblems } from "./gateway-problems";

/** Makes API Gateway's own errors what all errors of the API are: JSON with a stable code. */
export function problemResponses(
  name: string,
  api: aws.apigateway.RestApi,
  corsOrigin: string | undefined,
  opts: pulumi.CustomResourceOptions,
): readonly aws.apigateway.Response[] {
  return gatewayProblems.map(
    ({ responseType, statusCode, code, message }) =>
      new aws.apigateway.Response(
        `${name}-${responseType.toLowerCase().replaceAll("_", "-")}`,
        {
          restApiId: api.id,
          responseType,
          ...(statusCode === "" ? {} : { statusCode }),
          responseTemplates: { "application/json": JSON.stringify({ code, message }) },
          ...(corsOrigin === undefined
            ? {}
            : { responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": `'${corsOrigin}'` } }),
        },
        opts,
      ),
  );
}
