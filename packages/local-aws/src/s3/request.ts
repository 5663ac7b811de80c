import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import { decodeUri, header, type HttpCall } from "../http/call";
import { send, type Call } from "../http/service";
import { buildXml, parseXml, type XmlElement, type XmlNode } from "../http/xml";
import type { RequestContext } from "../iam/conditions";
import type { Bucket } from "./bucket";
import { malformedXml } from "./errors";
import { isPublicPolicy } from "./public-access";
import { receiveDocument } from "./receive";
import type { S3 } from "./s3";

/** A request with the bucket and key that it names. */
export interface S3Request {
  readonly call: Call;
  readonly s3: S3;
  /** Empty for requests on the service. */
  readonly bucketName: string;
  /** Empty for requests on a bucket. */
  readonly key: string;
}

/** One operation of the S3 API. */
export interface S3Operation {
  readonly name: string;
  run(request: S3Request, reply: ServerResponse): Promise<void> | void;
}

/** Largest XML document, in bytes (2 MiB): a thousand keys to delete. */
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Bucket and key of a path-style (`/bucket/key`) or virtual-hosted-style (`bucket.localhost`) address. */
export function addressOf(call: HttpCall): { bucketName: string; key: string } {
  const host = (header(call, "host") ?? "").replace(/:\d+$/, "");
  const byHost = /^(.+?)\.(?:s3\.)?localhost$/.exec(host)?.[1];
  const path = byHost === undefined ? call.path.slice(1) : `${byHost}${call.path}`;
  const slash = path.indexOf("/");
  const bucketName = decodeUri(slash < 0 ? path : path.slice(0, slash));
  // In a path, too, S3 reads a plus sign as a space.
  return { bucketName, key: slash < 0 ? "" : decodeUri(path.slice(slash + 1).replace(/\+/g, " ")) };
}

/** Query parameters of a presigned URL that are no headers: the signature's, and checksums, which S3 ignores there. */
const signatureParameters =
  /^x-amz-(algorithm|credential|date|expires|signature|signedheaders|security-token|content-sha256|checksum-.*|sdk-.*)$/;

/**
 * A request with the headers that its presigned URL carries (`x-amz-meta-…`): SDKs move them there, and the signature
 * covers them.
 */
export function withPresignedHeaders(call: Call): Call {
  if (call.claim?.expiresSec === undefined) return call;
  const carried = [...call.query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith("x-amz-") && !signatureParameters.test(name));
  return carried.length === 0 ? call : { ...call, headers: { ...Object.fromEntries(carried), ...call.headers } };
}

/** An action that a request needs. */
interface RequiredAccess {
  /** `s3:GetObject`. */
  readonly action: string;
  readonly bucket?: Bucket;
  readonly key?: string;
  readonly context?: RequestContext;
}

/** Whether the caller may perform an action. */
export function isAllowed(request: S3Request, access: RequiredAccess): boolean {
  try {
    allow(request, access);
    return true;
  } catch {
    return false;
  }
}

/** Authorizes an action by the caller's and the bucket's policies. @throws AwsError `AccessDenied`. */
export function allow(request: S3Request, access: RequiredAccess): void {
  const { s3, call } = request;
  const { action, bucket, key, context } = access;
  const resource = bucket === undefined ? "*" : key === undefined ? bucket.arn : `${bucket.arn}/${key}`;
  const settings = bucket?.settings;
  const policy = settings?.policy === undefined ? undefined : s3.iam.policy(settings.policy, "resource");
  if (call.caller.kind === "anonymous") {
    const restricted = settings?.publicAccessBlock?.restrictPublicBuckets === true;
    if (policy === undefined || (restricted && isPublicPolicy(policy)))
      throw new AwsError("AccessDenied", "Access Denied", 403);
  }
  s3.iam.authorize(call.caller, {
    action,
    resource,
    resourcePolicy: policy,
    context: {
      ...signatureContext(call),
      "aws:referer": header(call, "referer"),
      "aws:useragent": header(call, "user-agent"),
      ...context,
    },
  });
}

function signatureContext(call: Call): RequestContext {
  const presigned = call.query.has("X-Amz-Signature");
  return {
    "s3:authtype": call.claim === undefined ? undefined : presigned ? "REST-QUERY-STRING" : "REST-HEADER",
    "s3:signatureversion": call.claim === undefined ? undefined : "AWS4-HMAC-SHA256",
    "s3:x-amz-content-sha256": header(call, "x-amz-content-sha256"),
  };
}

/** The bucket that a request names. @throws AwsError `NoSuchBucket`. */
export function bucketOf(request: S3Request): Bucket {
  return request.s3.bucket(request.bucketName);
}

/** Sends an XML response. */
export function sendXml(
  reply: ServerResponse,
  root: string,
  node: XmlNode | string,
  headers: Record<string, string> = {},
): void {
  send(reply, 200, { "content-type": "application/xml", ...headers }, buildXml(root, node, NAMESPACE));
}

/** Reads and parses an XML body. @throws AwsError `MalformedXML`. */
export async function receiveXml(request: S3Request, checksumOf?: "body" | "object"): Promise<XmlElement> {
  const xml = await receiveOptionalXml(request, checksumOf);
  if (xml === undefined) throw malformedXml();
  return xml;
}

/** Reads and parses an XML body, if there is one. @throws AwsError `MalformedXML`. */
export async function receiveOptionalXml(
  request: S3Request,
  checksumOf: "body" | "object" = "body",
): Promise<XmlElement | undefined> {
  const body = await receiveDocument(request.call, MAX_DOCUMENT_BYTES, { checksumOf });
  try {
    return body.length === 0 ? undefined : parseXml(body.toString("utf8"));
  } catch {
    throw malformedXml();
  }
}
