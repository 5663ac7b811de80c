/**
 * Whether an identifier or ARN is that of a KMS key.
 *
 * @param keyArn absent: there is no key
 */
export const isSameKey = (keyId: string | undefined, keyArn: string | undefined): boolean =>
  keyId !== undefined && keyArn !== undefined && (keyId === keyArn || keyArn.endsWith(`:key/${keyId}`));
