import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** An error that API Gateway itself returns, before or instead of the operation's backend. */
interface GatewayResponse {
  /** API Gateway's name of the error. */
  readonly responseType: string;
  /** Absent: the error has a status of its own. */
  readonly statusCode?: string;
  /** Ours, stable. */
  readonly code: string;
  readonly message: string;
}

/** A body of more than 10 MB is missing here: API Gateway does not let its response be changed. */
export const gatewayResponses: readonly GatewayResponse[] = [
  {
    responseType: "BAD_REQUEST_PARAMETERS",
    statusCode: "400",
    code: "REQUEST_INVALID",
    message: "A required query parameter or header is missing.",
  },
  {
    responseType: "BAD_REQUEST_BODY",
    statusCode: "400",
    code: "REQUEST_INVALID",
    message: "The body does not match the schema of this operation.",
  },
  {
    responseType: "UNSUPPORTED_MEDIA_TYPE",
    statusCode: "415",
    code: "CONTENT_TYPE_UNSUPPORTED",
    message: "This operation does not accept this Content-Type.",
  },
  { responseType: "THROTTLED", statusCode: "429", code: "THROTTLED", message: "Too many requests. Try again later." },
  {
    responseType: "QUOTA_EXCEEDED",
    statusCode: "429",
    code: "QUOTA_EXCEEDED",
    message: "The quota of this API key is used up.",
  },
  {
    responseType: "MISSING_AUTHENTICATION_TOKEN",
    statusCode: "403",
    code: "UNAUTHENTICATED",
    message: "This operation does not exist, or the request is not signed.",
  },
  {
    responseType: "INVALID_API_KEY",
    statusCode: "403",
    code: "UNAUTHENTICATED",
    message: "The API key is missing or unknown.",
  },
  {
    responseType: "INVALID_SIGNATURE",
    statusCode: "403",
    code: "UNAUTHENTICATED",
    message: "The signature of the request is invalid.",
  },
  {
    responseType: "EXPIRED_TOKEN",
    statusCode: "403",
    code: "UNAUTHENTICATED",
    message: "The credentials of the request have expired.",
  },
  {
    responseType: "ACCESS_DENIED",
    statusCode: "403",
    code: "FORBIDDEN",
    message: "The caller is not allowed to call this operation.",
  },
  { responseType: "DEFAULT_4XX", code: "REQUEST_REFUSED", message: "The request was refused." },
  { responseType: "DEFAULT_5XX", code: "INTERNAL", message: "Internal error. Try again later." },
];

/** Gives API Gateway's own errors the form of all errors of the API: JSON with a stable code. */
export function declareGatewayResponses(
  name: string,
  api: aws.apigateway.RestApi,
  corsOrigin: string | undefined,
  opts: pulumi.CustomResourceOptions,
): readonly aws.apigateway.Response[] {
  return gatewayResponses.map(
    ({ responseType, statusCode, code, message }) =>
      new aws.apigateway.Response(
        `${name}-${responseType.toLowerCase().replaceAll("_", "-")}`,
        {
          restApiId: api.id,
          responseType,
          ...(statusCode === undefined ? {} : { statusCode }),
          responseTemplates: { "application/json": JSON.stringify({ code, message }) },
          ...(corsOrigin === undefined
            ? {}
            : { responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": `'${corsOrigin}'` } }),
        },
        opts,
      ),
  );
}
