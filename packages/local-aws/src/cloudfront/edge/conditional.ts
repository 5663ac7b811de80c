import { AwsError } from "../../http/aws-error";
import { rangeOfHeader } from "../../s3/byte-range";
import type { OriginResponse } from "./cache";
import { headerOf, type ViewerRequest } from "./message";

/** Headers that a 304 has ("304 Not Modified", RFC 9110, section 15.4.5), and those that CloudFront adds. */
const NOT_IN_304 = ["content-length", "content-type", "content-encoding", "content-language", "content-range"];

const bare = (tag: string) => tag.trim().replace(/^W\//, "");

function isUnchanged(request: ViewerRequest, { headers }: OriginResponse): boolean {
  const noneMatch = headerOf(request, "if-none-match");
  if (noneMatch !== undefined) {
    const etag = bare(headers.etag ?? "");
    return noneMatch.split(",").some((tag) => tag.trim() === "*" || (etag !== "" && bare(tag) === etag));
  }
  const since = Date.parse(headerOf(request, "if-modified-since") ?? "");
  return Date.parse(headers["last-modified"] ?? "") <= since;
}

/** Whether `If-Range`, if there is one, still means this response (RFC 9110, section 13.1.5). */
function meansSameVersion(request: ViewerRequest, { headers }: OriginResponse): boolean {
  const condition = headerOf(request, "if-range");
  if (condition === undefined) return true;
  return condition === headers.etag || condition === headers["last-modified"];
}

function rangeNotSatisfiable(sizeBytes: number): OriginResponse {
  const body = Buffer.from("Requested Range Not Satisfiable");
  const headers = { "content-range": `bytes */${sizeBytes}`, "content-type": "text/plain" };
  return { status: 416, headers: { ...headers, "content-length": String(body.length) }, body };
}

/**
 * The part of a whole response that a viewer asks for: nothing where they have it (304), one range of its bytes (206),
 * no body for HEAD.
 */
export function selectPart(request: ViewerRequest, whole: OriginResponse): OriginResponse {
  if (whole.status !== 200 || !["GET", "HEAD"].includes(request.method)) return withoutBody(request, whole);
  if (isUnchanged(request, whole)) {
    const headers = Object.entries(whole.headers).filter(([name]) => !NOT_IN_304.includes(name));
    return { status: 304, headers: Object.fromEntries(headers), body: Buffer.alloc(0) };
  }
  // A range is defined for GET alone (RFC 9110, section 14.2).
  if (request.method === "HEAD" || !meansSameVersion(request, whole)) return withoutBody(request, whole);
  try {
    const range = rangeOfHeader(headerOf(request, "range"), whole.body.length);
    if (range === undefined) return whole;
    const body = whole.body.subarray(range.start, range.end + 1);
    const contentRange = `bytes ${range.start}-${range.end}/${whole.body.length}`;
    const headers = { ...whole.headers, "content-range": contentRange, "content-length": String(body.length) };
    return { status: 206, headers, body };
  } catch (error) {
    if (error instanceof AwsError) return rangeNotSatisfiable(whole.body.length);
    throw error;
  }
}

function withoutBody(request: ViewerRequest, response: OriginResponse): OriginResponse {
  return request.method === "HEAD" ? { ...response, body: Buffer.alloc(0) } : response;
}
