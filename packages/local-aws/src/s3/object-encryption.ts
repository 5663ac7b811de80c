import { renamed, s3KeyUser, useKey } from "../kms/use-key";
import { invalidArgument, notImplemented } from "./errors";
import type { S3Request } from "./request";
import type { ObjectEncryption } from "./types";

/** An object, or what will be one. */
interface EncryptedObject {
  readonly bucket: string;
  readonly key: string;
  readonly encryption: ObjectEncryption;
}

/**
 * Authorizes the use of an object's KMS key, if it has one. The encryption context is the ARN of the object, that of
 * the bucket where a bucket key takes the calls to KMS.
 *
 * @throws AwsError `AccessDenied`, `KMS.DisabledException` …
 */
export function useObjectKey(request: S3Request, { bucket, key, encryption }: EncryptedObject, action: string): void {
  const { kmsKeyArn, bucketKeyEnabled } = encryption;
  if (kmsKeyArn === undefined) return;
  const { keys: kms, iam } = request.s3;
  const encrypted = bucketKeyEnabled === true ? bucket : `${bucket}/${key}`;
  const encryptionContext = { "aws:s3:arn": `arn:aws:s3:::${encrypted}` };
  useKey({ kms, iam }, request.call.caller, s3KeyUser, { keyArn: kmsKeyArn, actions: [action], encryptionContext });
}

/** A key that the caller keeps, of an object or of the source of a copy. */
const CUSTOMER_KEY = /^x-amz-(?:copy-source-)?server-side-encryption-customer-/;

/**
 * Refuses keys that callers keep (SSE-C): here nothing can be encrypted with them, nor read by them.
 *
 * @param names of a request's headers, or of a form's fields
 * @throws AwsError `InvalidArgument` for a key without its algorithm, else `NotImplemented`.
 */
export function refuseCustomerKeys(names: readonly string[]): void {
  const given = names.filter((name) => CUSTOMER_KEY.test(name));
  if (given.length === 0) return;
  if (given.some((name) => name.endsWith("-algorithm"))) throw notImplemented("customer-provided keys (SSE-C)");
  throw invalidArgument(
    "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.",
    { ArgumentName: "x-amz-server-side-encryption-customer-algorithm" },
  );
}

/** The ARN of a key that a request names. @throws AwsError `KMS.NotFoundException`. */
export function objectKeyArn({ s3: { keys } }: S3Request, id: string): string {
  return renamed(s3KeyUser, () => keys.arnOf(id));
}
