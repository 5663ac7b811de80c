import { randomBytes } from "node:crypto";

import { chunkedRequest, type ChunkedRequest } from "./cloud/chunked-request";
import { s3Request, type RawRequest } from "./cloud/raw-request";
import { formFields } from "./s3-form";
import type { SuiteCloud } from "./cloud/use-cloud";

/** A request that is refused with a code of S3, and the status that AWS's reference gives it. */
export interface S3ErrorCase {
  readonly code: string;
  readonly status: number;
  readonly attempt: (suite: SuiteCloud) => Promise<{ readonly status: number; readonly code: string }>;
}

/** Bucket with an object `key` of five bytes and nothing set. */
export const ERRORS_BUCKET = "errors-bucket";

const PUT = { method: "PUT", path: `/${ERRORS_BUCKET}/key`, body: "image" };
const GET = { method: "GET", path: `/${ERRORS_BUCKET}/key` };

const sent =
  (request: Omit<RawRequest, "service">): S3ErrorCase["attempt"] =>
  ({ cloud }) =>
    s3Request(cloud, request);

const setting = (query: string, method = "GET", body = "") =>
  sent({ method, path: `/${ERRORS_BUCKET}`, query: { [query]: "" }, body });

const chunked =
  (request: Omit<ChunkedRequest, "path">): S3ErrorCase["attempt"] =>
  ({ cloud }) =>
    chunkedRequest(cloud, { path: `/${ERRORS_BUCKET}/key`, ...request });

async function coded(response: Response): Promise<{ status: number; code: string }> {
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)</.exec(text)?.[1] ?? text };
}

/** A form without a signature, with these fields before its file. */
const posted =
  (fields: Readonly<Record<string, string>>, file = "image"): S3ErrorCase["attempt"] =>
  async ({ cloud }) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file !== "") form.append("file", new Blob([file]), "f");
    return coded(await fetch(`${cloud.endpoint}/${ERRORS_BUCKET}`, { method: "POST", body: form }));
  };

/** A form whose policy is signed. */
const signedForm =
  (policy: object, file = "image"): S3ErrorCase["attempt"] =>
  (suite) =>
    posted({ key: "key", ...formFields(suite.cloud, policy) }, file)(suite);

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const signedFields = ["algorithm", "credential", "date"].map((name) => ["starts-with", `$x-amz-${name}`, ""]);
const range = (min: number, max: number) => ({
  expiration: inAnHour(),
  conditions: [{ bucket: ERRORS_BUCKET }, { key: "key" }, ...signedFields, ["content-length-range", min, max]],
});

/** An upload in parts, with `number` of them, and its completion as given. */
const completed =
  (body: (etags: readonly string[]) => string, sizes: readonly number[]): S3ErrorCase["attempt"] =>
  async ({ cloud }) => {
    const path = `/${ERRORS_BUCKET}/parts`;
    const started = await s3Request(cloud, { method: "POST", path, query: { uploads: "" } });
    const uploadId = /<UploadId>([^<]+)/.exec(started.text)?.[1] ?? "";
    const etags: string[] = [];
    for (const [i, size] of sizes.entries()) {
      const query = { uploadId, partNumber: String(i + 1) };
      const { headers } = await s3Request(cloud, { method: "PUT", path, query, body: "x".repeat(size) });
      etags.push(headers.get("etag") ?? "");
    }
    return s3Request(cloud, { method: "POST", path, query: { uploadId }, body: body(etags) });
  };

const parts = (...listed: readonly (readonly [number, string | undefined])[]) =>
  `<CompleteMultipartUpload>${listed.map(([n, tag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${tag ?? ""}</ETag></Part>`).join("")}</CompleteMultipartUpload>`;

const thrown =
  (attempt: (suite: SuiteCloud) => unknown): S3ErrorCase["attempt"] =>
  (suite) => {
    try {
      attempt(suite);
    } catch (error) {
      return Promise.resolve(error as { status: number; code: string });
    }
    throw new Error("expected an error");
  };

const tag = (key: string) => `<Tagging><TagSet><Tag><Key>${key}</Key><Value>v</Value></Tag></TagSet></Tagging>`;
const tags = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=v`).join("&");
const uploadTo = (path: string) => ({ ...PUT, path });
const withHeader = (name: string, value: string) => sent({ ...PUT, headers: { [name]: value } });
const GRANT_TO_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${ERRORS_BUCKET}/*` }],
});

/** Every error code of the embedded S3 (S3 API reference, "Error responses", "List of error codes"). */
export const s3Errors: readonly S3ErrorCase[] = (
  [
    ["AccessControlListNotSupported", 400, withHeader("x-amz-acl", "public-read")],
    ["AccessDenied", 403, setting("policy", "PUT", GRANT_TO_ALL)],
    [
      "AccessForbidden",
      403,
      async ({ cloud }) =>
        coded(
          await fetch(`${cloud.endpoint}/${ERRORS_BUCKET}/key`, {
            method: "OPTIONS",
            headers: { origin: "http://a", "access-control-request-method": "GET" },
          }),
        ),
    ],
    ["AuthorizationHeaderMalformed", 400, ({ cloud }) => s3Request({ ...cloud, region: "eu-west-1" }, GET)],
    [
      "AuthorizationQueryParametersError",
      400,
      async ({ cloud }) =>
        coded(await fetch(`${cloud.endpoint}/${ERRORS_BUCKET}/key?X-Amz-Algorithm=AWS4-HMAC-SHA256`)),
    ],
    ["BadDigest", 400, withHeader("content-md5", randomBytes(16).toString("base64"))],
    ["BadRequest", 400, withHeader("x-amz-tagging", tags(11))],
    ["BucketAlreadyOwnedByYou", 409, thrown(({ cloud }) => cloud.services.s3.createBucket(ERRORS_BUCKET))],
    ["BucketNotEmpty", 409, sent({ method: "DELETE", path: `/${ERRORS_BUCKET}` })],
    ["EntityTooLarge", 400, signedForm(range(0, 4))],
    ["EntityTooSmall", 400, signedForm(range(6, 10))],
    [
      "IllegalLocationConstraintException",
      400,
      sent({
        method: "PUT",
        path: "/elsewhere",
        body: "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>",
      }),
    ],
    ["IncompleteBody", 400, withHeader("x-amz-decoded-content-length", "6")],
    [
      "InvalidAccessKeyId",
      403,
      ({ cloud }) => s3Request({ ...cloud, credentials: { accessKeyId: "NOBODY", secretAccessKey: "x" } }, GET),
    ],
    ["InvalidArgument", 400, sent({ ...GET, path: `/${ERRORS_BUCKET}`, query: { "max-keys": "many" } })],
    [
      "InvalidBucketAclWithObjectOwnership",
      400,
      sent({ method: "PUT", path: "/with-acl", headers: { "x-amz-acl": "public-read" } }),
    ],
    ["InvalidBucketName", 400, sent({ method: "PUT", path: "/No" })],
    ["InvalidChunkSizeError", 403, chunked({ chunks: [Buffer.from("a"), Buffer.from("b")] })],
    ["InvalidDigest", 400, withHeader("content-md5", "no digest")],
    [
      "InvalidLocationConstraint",
      400,
      sent({
        method: "PUT",
        path: "/here",
        body: "<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>",
      }),
    ],
    ["InvalidPart", 400, completed(() => parts([1, '"0"']), [1])],
    ["InvalidPartNumber", 416, sent({ ...GET, query: { partNumber: "2" } })],
    ["InvalidPartOrder", 400, completed(([a, b]) => parts([2, b], [1, a]), [1, 1])],
    ["InvalidPolicyDocument", 400, signedForm({ conditions: [] })],
    ["InvalidRange", 416, sent({ ...GET, headers: { range: "bytes=9-" } })],
    ["InvalidRequest", 400, sent({ ...GET, query: { partNumber: "1" }, headers: { range: "bytes=0-1" } })],
    ["InvalidTag", 400, sent({ ...PUT, query: { tagging: "" }, body: tag("aws:a") })],
    [
      "InvalidToken",
      400,
      ({ cloud }) => s3Request({ ...cloud, credentials: { ...cloud.credentials, sessionToken: "x" } as never }, GET),
    ],
    ["InvalidURI", 400, async ({ cloud }) => coded(await fetch(`${cloud.endpoint}/%ff`))],
    ["KeyTooLongError", 400, sent(uploadTo(`/${ERRORS_BUCKET}/${"k".repeat(1025)}`))],
    [
      "MalformedPOSTRequest",
      400,
      async ({ cloud }) =>
        coded(
          await fetch(`${cloud.endpoint}/${ERRORS_BUCKET}`, {
            method: "POST",
            headers: { "content-type": "multipart/form-data" },
            body: "x",
          }),
        ),
    ],
    [
      "InternalError",
      500,
      async ({ cloud }) => {
        cloud.faults.follow({ isDiskFull: () => true });
        try {
          return await s3Request(cloud, PUT);
        } finally {
          cloud.faults.clear();
        }
      },
    ],
    ["MalformedPolicy", 400, setting("policy", "PUT", "no JSON")],
    [
      "MalformedTrailerError",
      400,
      chunked({ chunks: [], trailers: { "x-amz-checksum-crc32": "" }, announced: "x-amz-meta" }),
    ],
    ["MalformedXML", 400, setting("delete", "POST", "<Delete>")],
    ["MaxMessageLengthExceeded", 400, setting("policy", "PUT", " ".repeat(20 * 1024 + 1))],
    ["MaxPostPreDataLengthExceededError", 400, posted({ key: "k", "x-amz-meta-a": "a".repeat(20 * 1024) })],
    ["MetadataTooLarge", 400, withHeader("x-amz-meta-a", "a".repeat(2048))],
    ["MethodNotAllowed", 405, setting("location", "PUT")],
    ["MissingContentLength", 411, chunked({ chunks: [], decodedLength: null })],
    ["NoSuchBucket", 404, sent({ method: "GET", path: "/no-bucket" })],
    ["NoSuchBucketPolicy", 404, setting("policy")],
    ["NoSuchCORSConfiguration", 404, setting("cors")],
    ["NoSuchKey", 404, sent({ method: "GET", path: `/${ERRORS_BUCKET}/no-key` })],
    ["NoSuchLifecycleConfiguration", 404, setting("lifecycle")],
    [
      "NoSuchPublicAccessBlockConfiguration",
      404,
      async (suite) => {
        await setting("publicAccessBlock", "DELETE")(suite);
        return setting("publicAccessBlock")(suite);
      },
    ],
    ["NoSuchTagSet", 404, setting("tagging")],
    ["NoSuchUpload", 404, sent({ ...GET, query: { uploadId: "none" } })],
    ["NoSuchVersion", 404, sent({ ...GET, query: { versionId: "none" } })],
    ["NotImplemented", 501, setting("replication")],
    ["PreconditionFailed", 412, withHeader("if-none-match", "*")],
    ["RequestTimeTooSkewed", 403, ({ cloud }) => s3Request(cloud, GET, new Date(Date.now() - 16 * 60_000))],
    [
      "SignatureDoesNotMatch",
      403,
      ({ cloud }) => s3Request({ ...cloud, credentials: { ...cloud.credentials, secretAccessKey: "x" } }, GET),
    ],
    ["XAmzContentSHA256Mismatch", 400, withHeader("x-amz-content-sha256", "0".repeat(64))],
  ] as readonly (readonly [string, number, S3ErrorCase["attempt"]])[]
).map(([code, status, attempt]) => ({ code, status, attempt }));
