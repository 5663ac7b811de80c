import { AwsError } from "../../http/aws-error";
import { send } from "../../http/service";
import { buildXml, parseXml } from "../../http/xml";
import type { Bucket } from "../bucket";
import { malformedXml } from "../errors";
import { checkSize, verifyPostPolicy, type SizeLimits } from "../post-policy";
import { checkWrite } from "../preconditions";
import { storeBytes } from "../receive";
import { bucketOf, type S3Operation, type S3Request } from "../request";
import { tagsOfXml, type Tags } from "../tags";
import type { ObjectVersion } from "../types";
import { acceptUpload, writtenHeaders, type HeaderReader } from "../upload-spec";
import { readUploadForm, type UploadForm } from "../upload-form";

/** The key that a form names, with the file's name in it. @throws AwsError `InvalidArgument`. */
function keyOf({ fields, filename = "" }: UploadForm): string {
  const key = fields.get("key") ?? "";
  if (key === "") {
    throw new AwsError("InvalidArgument", "Bucket POST must contain a field named 'key'.", 400, {
      ArgumentName: "key",
      ArgumentValue: "",
    });
  }
  // Browsers send the name alone; others may send a path.
  return key.split("${filename}").join(filename.replace(/^.*[\\/]/, ""));
}

/** The tags of a form: a document, as of PutObjectTagging. */
function tagsOf(fields: ReadonlyMap<string, string>): Tags | undefined {
  const text = fields.get("tagging");
  if (text === undefined) return undefined;
  try {
    return tagsOfXml(parseXml(text), "object");
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw malformedXml();
  }
}

/** Reads the fields of a form as the headers of an upload. */
function readerOf(fields: ReadonlyMap<string, string>): HeaderReader {
  const tags = tagsOf(fields);
  return (name) => {
    if (name === "x-amz-acl") return fields.get("acl") ?? fields.get(name);
    if (name === "x-amz-tagging" && tags !== undefined) return new URLSearchParams(tags).toString();
    return fields.get(name);
  };
}

/** Stores the file, but no more of it than the policy allows. */
async function store(
  request: S3Request,
  file: AsyncIterable<Buffer>,
  limits: SizeLimits,
  algorithm: string | undefined,
) {
  const { blobs } = request.s3;
  async function* limited(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of file) {
      bytes += chunk.length;
      if (bytes > limits.max) checkSize(bytes, limits);
      yield chunk;
    }
    checkSize(bytes, limits);
  }
  return await storeBytes(blobs, limited(), algorithm);
}

/** An upload by an HTML form with a signed policy, which is checked before anything of the file is kept. */
export const postObject: S3Operation = {
  name: "PostObject",
  async run(request, reply) {
    const { s3, call } = request;
    const bucket = bucketOf(request);
    const form = await readUploadForm(call.stream, call.headers);
    try {
      const { fields, file } = form;
      const named = { ...form, fields: new Map(fields).set("key", keyOf(form)) };
      const key = keyOf(named);
      const { caller, limits } = verifyPostPolicy({ iam: s3.iam, region: s3.cloud.region }, bucket.name, named.fields);
      const read = readerOf(fields);
      const signed: S3Request = { ...request, key, call: { ...call, caller } };
      const spec = acceptUpload(signed, bucket, key, read, [...fields.keys()]);
      checkWrite(read, key, bucket.current(key));
      const algorithm = read("x-amz-checksum-algorithm")?.toLowerCase();
      const body = await store(request, file, limits, algorithm);
      const { blob, sizeBytes, checksums, md5 } = body;
      const etag = md5.toString("hex");
      const version = s3.commit(bucket, { key, blob, sizeBytes, checksums, etag, ...spec }, "ObjectCreated:Post");
      answer(request, reply, fields, bucket, version);
    } catch (error) {
      // What is left of the form is read and dropped.
      form.discard();
      throw error;
    }
  },
};

function redirectOf(fields: ReadonlyMap<string, string>): URL | undefined {
  try {
    return new URL(fields.get("success_action_redirect") ?? fields.get("redirect") ?? "");
  } catch {
    // S3 behaves as if there were none.
    return undefined;
  }
}

function answer(
  { s3 }: S3Request,
  reply: Parameters<S3Operation["run"]>[1],
  fields: ReadonlyMap<string, string>,
  bucket: Bucket,
  version: ObjectVersion,
): void {
  const { key } = version;
  const etag = `"${version.etag}"`;
  const location = `${s3.cloud.endpoint()}/${bucket.name}/${encodeURIComponent(key)}`;
  const headers = { etag, location, ...writtenHeaders(version, bucket) };
  const redirect = redirectOf(fields);
  const status = fields.get("success_action_status");
  if (redirect !== undefined) {
    for (const [name, value] of Object.entries({ bucket: bucket.name, key, etag }))
      redirect.searchParams.set(name, value);
    send(reply, 303, { ...headers, location: redirect.href });
  } else if (status === "201") {
    const document = buildXml("PostResponse", { Location: location, Bucket: bucket.name, Key: key, ETag: etag });
    send(reply, 201, { ...headers, "content-type": "application/xml" }, document);
  } else send(reply, status === "200" ? 200 : 204, headers);
}
