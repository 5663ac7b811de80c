import { AwsError } from "../http/aws-error";

export const noSuchBucket = (bucket: string) =>
  new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: bucket });

export const noSuchKey = (key: string) =>
  new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });

export const noSuchVersion = (key: string, versionId: string) =>
  new AwsError("NoSuchVersion", "The specified version does not exist.", 404, { Key: key, VersionId: versionId });

export const noSuchUpload = () =>
  new AwsError(
    "NoSuchUpload",
    "The specified multipart upload does not exist. It may have been aborted or completed.",
    404,
  );

export const invalidArgument = (message: string, details: Readonly<Record<string, string>> = {}) =>
  new AwsError("InvalidArgument", message, 400, details);

export const aclNotSupported = () =>
  new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);

export const invalidRequest = (message: string) => new AwsError("InvalidRequest", message, 400);

export const unsupportedChecksum = () =>
  invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );

/** @param why The sentence, without its full stop. */
export const badDigest = (why: string) => new AwsError("BadDigest", `${why}.`, 400);

/** @param what What the embedded S3 does not have. */
export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The embedded S3 does not have ${what}.`, 501);

export const malformedXml = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    400,
  );
