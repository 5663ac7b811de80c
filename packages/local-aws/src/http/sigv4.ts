import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";

import { AwsError } from "./aws-error";
import { header, type HttpCall } from "./call";
import { ALGORITHM, type SignatureClaim } from "./signature-claim";

/** Largest difference between a request's date and now, in milliseconds (15 minutes). */
const MAX_SKEW_MS = 15 * 60 * 1000;

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

const hmac = (key: string | Buffer | KeyObject, text: string) => createHmac("sha256", key).update(text).digest();
/** Node.js reads the bytes of headers as Latin-1; everything else of a canonical request is ASCII. */
const sha256 = (data: string) => createHash("sha256").update(data, "latin1").digest("hex");

/** Signing keys that were derived last: each is four digests, as much as the rest of a verification. */
const signingKeys = new Map<string, KeyObject>();
const MAX_SIGNING_KEYS = 200;

/** The signing key for one day, region and service. */
export function signingKey(secret: string, claimed: Pick<SignatureClaim, "day" | "region" | "service">): KeyObject {
  const { day, region, service } = claimed;
  const scope = JSON.stringify([secret, day, region, service]);
  const known = signingKeys.get(scope);
  if (known !== undefined) return known;
  // What createHmac takes without looking at its type.
  const key = createSecretKey(hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request"));
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(scope, key);
  return key;
}

/** Whether two hexadecimal signatures are equal, in constant time. */
export function sameSignature(expected: Buffer, actual: string): boolean {
  const given = Buffer.from(actual, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The scope of a signature, as it is signed. */
export function scopeOf({ day, region, service }: SignatureClaim): string {
  return `${day}/${region}/${service}/aws4_request`;
}

export function signatureMismatch(): AwsError {
  return new AwsError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
  );
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

/** The refusal of a signature for another region, in the words of where it stands. */
function wrongRegion(claimed: SignatureClaim, region: string): AwsError {
  const wrong = `the region '${claimed.region}' is wrong; expecting '${region}'`;
  if (claimed.service !== "s3") {
    return new AwsError("SignatureDoesNotMatch", "Credential should be scoped to a valid region.", 403);
  }
  return claimed.expiresSec === undefined
    ? new AwsError("AuthorizationHeaderMalformed", `The authorization header is malformed; ${wrong}`, 400, {
        Region: region,
      })
    : new AwsError("AuthorizationQueryParametersError", `Error parsing the X-Amz-Credential parameter; ${wrong}`, 400, {
        Region: region,
      });
}

/** @throws AwsError `AccessDenied` for headers that change what a request does and are not signed. */
function checkSignedHeaders(call: HttpCall, claimed: SignatureClaim): void {
  const unsigned = Object.keys(call.headers).filter(
    (name) => name.startsWith("x-amz-") && !claimed.signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw new AwsError("AccessDenied", "There were headers present in the request which were not signed", 403, {
    HeadersNotSigned: unsigned.join(", "),
  });
}

/**
 * Verifies a request's signature (Signature Version 4), its scope and its date.
 *
 * `region` is that of the endpoint, `payloadHash` the body's SHA-256 in hex or the value of `x-amz-content-sha256`.
 *
 * @throws AwsError `SignatureDoesNotMatch`, `RequestTimeTooSkewed`, `AccessDenied` (expired URL, unsigned header),
 * `AuthorizationHeaderMalformed` and `AuthorizationQueryParametersError` (another region).
 */
export function verifySignature(
  call: HttpCall,
  claimed: SignatureClaim,
  { secret, region, payloadHash }: { readonly secret: string; readonly region: string; readonly payloadHash: string },
  now = Date.now(),
): void {
  if (claimed.region !== region) throw wrongRegion(claimed, region);
  checkDate(claimed, now);
  checkSignedHeaders(call, claimed);
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
  const toSign = [ALGORITHM, claimed.date, scopeOf(claimed), sha256(canonical)].join("\n");
  if (
    !claimed.signedHeaders.includes("host") ||
    !sameSignature(hmac(signingKey(secret, claimed), toSign), claimed.signature)
  ) {
    throw signatureMismatch();
  }
}
