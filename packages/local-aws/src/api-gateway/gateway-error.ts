interface GatewayErrorKind {
  /** "Gateway response types" in the developer guide; of the fallback type an internal server error's. */
  readonly status: number;
  /** The header `x-amzn-ErrorType`. */
  readonly header: string;
}

const kinds = {
  ACCESS_DENIED: { status: 403, header: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { status: 500, header: "InternalServerErrorException" },
  BAD_REQUEST_BODY: { status: 400, header: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { status: 400, header: "BadRequestException" },
  DEFAULT_5XX: { status: 500, header: "InternalServerErrorException" },
  EXPIRED_TOKEN: { status: 403, header: "ExpiredTokenException" },
  INTEGRATION_FAILURE: { status: 504, header: "InternalServerErrorException" },
  INTEGRATION_TIMEOUT: { status: 504, header: "InternalServerErrorException" },
  INVALID_API_KEY: { status: 403, header: "ForbiddenException" },
  INVALID_SIGNATURE: { status: 403, header: "InvalidSignatureException" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, header: "MissingAuthenticationTokenException" },
  QUOTA_EXCEEDED: { status: 429, header: "LimitExceededException" },
  REQUEST_TOO_LARGE: { status: 413, header: "RequestTooLargeException" },
  RESOURCE_NOT_FOUND: { status: 404, header: "NotFoundException" },
  THROTTLED: { status: 429, header: "TooManyRequestsException" },
  UNAUTHORIZED: { status: 401, header: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, header: "BadRequestException" },
} as const satisfies Readonly<Record<string, GatewayErrorKind>>;

/** Type of an error response of API Gateway itself. */
type GatewayErrorType = keyof typeof kinds;

/** Every type that an API can have a gateway response for. */
export const gatewayResponseTypes: readonly string[] = [
  ...Object.keys(kinds),
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "DEFAULT_4XX",
  "WAF_FILTERED",
];

/** An error that API Gateway itself responds with. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    readonly type: GatewayErrorType,
    message: string,
    /** Default: the status of the type. */
    readonly status: number = kinds[type].status,
    /** Details of a failed validation. */
    readonly validationError = "",
  ) {
    super(message);
  }

  /** The header `x-amzn-ErrorType`. */
  get header(): string {
    return kinds[this.type].header;
  }
}
