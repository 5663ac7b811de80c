/** Kinds of answers that API Gateway gives itself, with the status of each ("Gateway response types"). */
export const gatewayStatus = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
} as const;

/** A kind of answer that API Gateway gives itself. */
export type GatewayErrorType = keyof typeof gatewayStatus;

/** Every type that an API may have an answer of its own for. */
export const gatewayResponseTypes: readonly string[] = [
  ...Object.keys(gatewayStatus),
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "WAF_FILTERED",
];

/** A request that API Gateway answers itself. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    readonly type: GatewayErrorType,
    message: string,
    /** Status other than the type's: a service that answers nonsense is 502. */
    readonly status: number = gatewayStatus[type],
    /** What a model or a parameter does not allow. */
    readonly validationError = "",
  ) {
    super(message);
  }
}
