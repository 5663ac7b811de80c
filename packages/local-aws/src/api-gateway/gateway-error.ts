/** Types of API Gateway's own error responses with their status ("Gateway response types" in the developer guide). */
const gatewayStatus = {
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

/** Type of an error response of API Gateway itself. */
type GatewayErrorType = keyof typeof gatewayStatus;

/** Every type that an API can have a gateway response for. */
export const gatewayResponseTypes: readonly string[] = [
  ...Object.keys(gatewayStatus),
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "WAF_FILTERED",
];

/** An error that API Gateway itself responds with. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    readonly type: GatewayErrorType,
    message: string,
    /** Default: the status of the type. */
    readonly status: number = gatewayStatus[type],
    /** Details of a failed validation. */
    readonly validationError = "",
  ) {
    super(message);
  }
}
