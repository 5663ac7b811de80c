import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { AwsError } from "./aws-error";
import { header, type HttpCall } from "./call";

/** Largest difference between a request's date and now, in milliseconds (15 minutes). */
const MAX_SKEW_MS = 15 * 60 * 1000;

/** The signature of a request with its parameters. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `20260102`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `20260102T030405Z`. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned URL is valid; undefined if the signature is in the header. */
  readonly expiresSec: number | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

function claim(
  credential: string | undefined,
  parts: { signedHeaders?: string; signature?: string; date?: string; token?: string; expires?: string },
): SignatureClaim {
  const [accessKeyId, day, region, service, terminator] = (credential ?? "").split("/");
  const { signedHeaders, signature, date, token, expires } = parts;
  if (
    !accessKeyId ||
    !day ||
    !region ||
    !service ||
    terminator !== "aws4_request" ||
    !signedHeaders ||
    !signature ||
    !date
  ) {
    throw new AwsError("IncompleteSignature", "The request signature does not conform to AWS standards.", 400);
  }
  const expiresSec = expires === undefined ? undefined : Number(expires);
  if (expiresSec !== undefined && !(expiresSec >= 0 && expiresSec <= 604_800)) {
    throw new AwsError("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week (in seconds)", 400);
  }
  return {
    accessKeyId,
    day,
    region,
    service,
    date,
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: token,
    expiresSec,
  };
}

/** Whether a request has a signature of this version, valid or not. */
export function isSigned(call: HttpCall): boolean {
  return header(call, "authorization")?.startsWith(ALGORITHM) ?? call.query.has("X-Amz-Signature");
}

/** Reads the signature of a request from its header or its query; undefined for an anonymous request. */
export function readClaim(call: HttpCall): SignatureClaim | undefined {
  const authorization = header(call, "authorization");
  if (authorization !== undefined) {
    if (!authorization.startsWith(ALGORITHM)) {
      throw new AwsError(
        "InvalidRequest",
        `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
      );
    }
    const fields = new Map(
      authorization
        .slice(ALGORITHM.length)
        .split(",")
        .map((field) => {
          const [name = "", ...value] = field.trim().split("=");
          return [name, value.join("=")] as const;
        }),
    );
    return claim(fields.get("Credential"), {
      signedHeaders: fields.get("SignedHeaders"),
      signature: fields.get("Signature"),
      date: header(call, "x-amz-date"),
      token: header(call, "x-amz-security-token"),
    });
  }
  if (!call.query.has("X-Amz-Signature")) return undefined;
  return claim(call.query.get("X-Amz-Credential"), {
    signedHeaders: call.query.get("X-Amz-SignedHeaders"),
    signature: call.query.get("X-Amz-Signature"),
    date: call.query.get("X-Amz-Date"),
    token: call.query.get("X-Amz-Security-Token"),
    expires: call.query.get("X-Amz-Expires") ?? "",
  });
}

/** Percent-encoding of SigV4: everything but unreserved characters (RFC 3986, section 2.3). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonicalQuery(rawQuery: string): string {
  return rawQuery
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("X-Amz-Signature="))
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      const [n, v] = [name, value].map((text) => encode(decodeURIComponent(text.replace(/\+/g, "%20"))));
      return [n ?? "", v ?? ""] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** The canonical form of a path in which a client names an object of S3: decoded, then encoded once. */
export function canonicalS3Path(path: string): string {
  return path
    .split("/")
    .map((part) => encode(decodeURIComponent(part)))
    .join("/");
}

function canonicalPath(path: string, service: string): string {
  // S3 encodes a path once and reads a plus sign in it as a space; every other service encodes it twice.
  if (service === "s3") return canonicalS3Path(path.replace(/\+/g, "%20"));
  return path.split("/").map(encode).join("/");
}

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (data: string) => createHash("sha256").update(data).digest("hex");

/** Signing keys that were derived last: each is four digests, as much as the rest of a verification. */
const signingKeys = new Map<string, Buffer>();
const MAX_SIGNING_KEYS = 200;

/** The signing key for one day, region and service. */
export function signingKey(secret: string, claimed: Pick<SignatureClaim, "day" | "region" | "service">): Buffer {
  const { day, region, service } = claimed;
  const scope = JSON.stringify([secret, day, region, service]);
  const known = signingKeys.get(scope);
  if (known !== undefined) return known;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request");
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(scope, key);
  return key;
}

/** Whether two hexadecimal signatures are equal, in constant time. */
export function sameSignature(expected: Buffer, actual: string): boolean {
  const given = Buffer.from(actual, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function checkDate(claimed: SignatureClaim, now: number): void {
  const at = Date.parse(claimed.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(at) || !claimed.date.startsWith(claimed.day)) {
    throw new AwsError(
      "IncompleteSignature",
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
      400,
    );
  }
  if (claimed.expiresSec !== undefined) {
    if (now > at + claimed.expiresSec * 1000) throw new AwsError("AccessDenied", "Request has expired", 403);
    if (at > now + MAX_SKEW_MS) throw new AwsError("AccessDenied", "Request is not valid yet", 403);
  } else if (Math.abs(now - at) > MAX_SKEW_MS) {
    throw new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      403,
    );
  }
}

/**
 * Verifies a request's signature (Signature Version 4) and its date.
 *
 * @param payloadHash SHA-256 of the body in hex, or the value of `x-amz-content-sha256`.
 * @throws AwsError `SignatureDoesNotMatch`, `RequestTimeTooSkewed`, `AccessDenied` (an expired URL).
 */
export function verifySignature(
  call: HttpCall,
  claimed: SignatureClaim,
  secret: string,
  payloadHash: string,
  now = Date.now(),
): void {
  checkDate(claimed, now);
  const headers = claimed.signedHeaders
    .map((name) => `${name}:${(header(call, name) ?? "").trim().replace(/\s+/g, " ")}\n`)
    .join("");
  const canonical = [
    call.method,
    canonicalPath(call.path, claimed.service),
    canonicalQuery(call.rawQuery),
    headers,
    claimed.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
  const scope = `${claimed.day}/${claimed.region}/${claimed.service}/aws4_request`;
  const toSign = [ALGORITHM, claimed.date, scope, sha256(canonical)].join("\n");
  if (
    !claimed.signedHeaders.includes("host") ||
    !sameSignature(hmac(signingKey(secret, claimed), toSign), claimed.signature)
  ) {
    throw new AwsError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      403,
    );
  }
}
