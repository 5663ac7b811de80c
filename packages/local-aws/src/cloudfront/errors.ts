import { AwsError } from "../http/aws-error";

export const invalidArgument = (message: string) => new AwsError("InvalidArgument", message, 400);

/** @param what What the embedded CloudFront does not have. */
export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The embedded CloudFront does not have ${what}.`, 501);

export const noSuchDistribution = () =>
  new AwsError("NoSuchDistribution", "The specified distribution does not exist.", 404);

/**
 * Compares a request's `If-Match` with a resource's version.
 *
 * @throws AwsError `PreconditionFailed`.
 */
export function checkVersion(etag: string, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === etag) return;
  throw new AwsError(
    "PreconditionFailed",
    "The request failed because it didn't meet the preconditions in one or more request-header fields.",
    412,
  );
}
