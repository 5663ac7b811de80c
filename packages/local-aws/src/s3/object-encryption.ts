import { renamed, s3KeyUser, useKey } from "../kms/use-key";
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

/** The ARN of a key that a request names. @throws AwsError `KMS.NotFoundException`. */
export function objectKeyArn({ s3: { keys } }: S3Request, id: string): string {
  return renamed(s3KeyUser, () => keys.arnOf(id));
}
