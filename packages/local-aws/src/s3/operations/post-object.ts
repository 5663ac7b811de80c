import { AwsError } from "../../http/aws-error";
import { header, readBody } from "../../http/call";
import { send } from "../../http/service";
import { buildXml } from "../../http/xml";
import type { S3Operation, S3Request } from "../request";
import { bucketOf } from "../request";
import { verifyPostPolicy } from "../post-policy";
import { checkWrite } from "../preconditions";
import { storeBytes } from "../receive";
import { acceptUpload, writtenHeaders, type HeaderReader } from "../upload-spec";

/** Largest form, in bytes (256 MiB): it is held in memory. */
const MAX_FORM_BYTES = 256 * 1024 * 1024;

interface UploadForm {
  /** By lower-case name, in the form's order. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

async function readForm(request: S3Request): Promise<UploadForm> {
  const contentType = header(request.call, "content-type") ?? "";
  const body = await readBody(request.call.stream, MAX_FORM_BYTES);
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw new AwsError("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");
  }
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (name.toLowerCase() === "file") {
      const file = typeof value === "string" ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
      if (typeof value !== "string") substituteFilename(fields, value.name);
      return { fields, file };
    }
    if (typeof value === "string") fields.set(name.toLowerCase(), value);
  }
  throw new AwsError("InvalidArgument", "POST requires exactly one file upload per request.");
}

function substituteFilename(fields: Map<string, string>, filename: string): void {
  const key = fields.get("key");
  if (key !== undefined) fields.set("key", key.split("${filename}").join(filename));
}

/** An upload by an HTML form with a signed policy. */
export const postObject: S3Operation = {
  name: "PostObject",
  async run(request, reply) {
    const { s3 } = request;
    const bucket = bucketOf(request);
    const { fields, file } = await readForm(request);
    const key = fields.get("key");
    if (key === undefined || key === "") {
      throw new AwsError("InvalidArgument", "Bucket POST must contain a field named 'key'.");
    }
    const caller = verifyPostPolicy(s3.iam, bucket.name, fields, file.length);
    const signed: S3Request = { ...request, key, call: { ...request.call, caller } };
    const read: HeaderReader = (name) =>
      name === "x-amz-acl" ? (fields.get("acl") ?? fields.get(name)) : fields.get(name);
    const spec = acceptUpload(signed, bucket, key, read, [...fields.keys()]);
    checkWrite(read, key, bucket.current(key));
    const body = await storeBytes(s3.blobs, chunks(file));
    const etag = body.md5.toString("hex");
    const { blob, sizeBytes, checksums } = body;
    const version = s3.commit(bucket, { key, blob, sizeBytes, checksums, etag, ...spec }, "ObjectCreated:Post");
    const location = `${s3.cloud.endpoint()}/${bucket.name}/${encodeURIComponent(key)}`;
    const headers = { etag: `"${etag}"`, location, ...writtenHeaders(version, bucket) };
    const redirect = fields.get("success_action_redirect");
    if (redirect !== undefined) {
      const query = new URLSearchParams({ bucket: bucket.name, key, etag: `"${etag}"` }).toString();
      send(reply, 303, { ...headers, location: `${redirect}${redirect.includes("?") ? "&" : "?"}${query}` });
    } else if (fields.get("success_action_status") === "201") {
      const answer = buildXml("PostResponse", { Location: location, Bucket: bucket.name, Key: key, ETag: `"${etag}"` });
      send(reply, 201, { ...headers, "content-type": "application/xml" }, answer);
    } else send(reply, fields.get("success_action_status") === "200" ? 200 : 204, headers);
  },
};

async function* chunks(file: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(file);
}
