/** Extra elements of an error response (`BucketName`, `Key` …). */
type ErrorDetails = Readonly<Record<string, string>>;

/** An error as AWS reports it: a stable code, a sentence and an HTTP status. */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly code: string,
    message: string,
    /** HTTP status of the response. Default 400. */
    readonly status = 400,
    readonly details: ErrorDetails = {},
    /** Extra members of an error response in JSON (`Item`). */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The error code of a thrown value; `InternalError` if it is not an {@link AwsError}. */
export function errorCode(error: unknown): string {
  return error instanceof AwsError ? error.code : "InternalError";
}

/** The message of a thrown value. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
