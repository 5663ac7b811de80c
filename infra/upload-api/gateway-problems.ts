/** An error that API Gateway answers with by itself, before or instead of whoever answers the operation. */
export interface GatewayProblem {
  /** API Gateway's name for it. */
  readonly responseType: string;
  readonly statusCode: string;
  /** Ours, stable. */
  readonly code: string;
  readonly message: string;
}

export const gatewayProblems: readonly GatewayProblem[] = [
  {
    responseType: "REQUEST_TOO_LARGE",
    statusCode: "413",
    code: "BODY_TOO_LARGE",
    message: "A body may have 10 MB here. For larger pictures ask POST /uploads for an upload form.",
  },
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
    message: "The body is not what this operation takes.",
  },
  {
    responseType: "UNSUPPORTED_MEDIA_TYPE",
    statusCode: "415",
    code: "CONTENT_TYPE_UNSUPPORTED",
    message: "This content type is not taken here.",
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
    message: "There is no such operation, or the request is not signed.",
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
    message: "The request's signature is wrong.",
  },
  {
    responseType: "EXPIRED_TOKEN",
    statusCode: "403",
    code: "UNAUTHENTICATED",
    message: "The request's credentials have expired.",
  },
  {
    responseType: "ACCESS_DENIED",
    statusCode: "403",
    code: "FORBIDDEN",
    message: "The caller may not do this.",
  },
  // What remains has its own status.
  { responseType: "DEFAULT_4XX", statusCode: "", code: "REQUEST_REFUSED", message: "The request was refused." },
  { responseType: "DEFAULT_5XX", statusCode: "", code: "INTERNAL", message: "Something went wrong. Try again later." },
];
