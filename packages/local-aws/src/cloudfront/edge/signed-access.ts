import { verify } from "node:crypto";
import { BlockList, isIP } from "node:net";

import { isRecord } from "../../json";
import { wildcard } from "./pattern";
import type { ViewerRequest } from "./message";
import { parametersOf, withoutParameters } from "./query";

/** Why a link or a cookie does not open what it is used for. */
interface AccessRefusal {
  readonly code: string;
  readonly message: string;
}

/** What a viewer has brought, in a link or in cookies. */
interface Ticket {
  readonly keyPairId: string | undefined;
  readonly signature: string | undefined;
  readonly expires: string | undefined;
  /** Of a custom policy. */
  readonly policy: string | undefined;
  readonly hashAlgorithm: string | undefined;
}

/** What a signature is checked against. */
interface AccessSpec {
  /** The public key of an identifier, if it is in one of the behaviour's key groups. */
  readonly keyOf: (keyPairId: string) => string | undefined;
  /** `https://d111111abcdef8.cloudfront.net` and the like: what may stand before the path in a signed URL. */
  readonly bases: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Query parameters of signed URLs: they are no part of what is signed, nor of the cache's key. */
const PARAMETERS = ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"];

const denied: AccessRefusal = { code: "AccessDenied", message: "Access denied" };

/** A request without what belongs to a signed URL. */
export function withoutTicket(request: ViewerRequest): ViewerRequest {
  return { ...request, query: withoutParameters(request.query, PARAMETERS) };
}

function ticketOf(request: ViewerRequest): Ticket {
  const parameters = new Map(parametersOf(request.query));
  const cookies = new Map(request.cookies);
  // A signed URL takes precedence over signed cookies ("Use signed cookies").
  const inUrl = parameters.has("Signature") || parameters.has("Key-Pair-Id");
  const read = (name: string) => (inUrl ? parameters.get(name) : cookies.get(`CloudFront-${name}`));
  return {
    keyPairId: read("Key-Pair-Id"),
    signature: read("Signature"),
    expires: read("Expires"),
    policy: read("Policy"),
    hashAlgorithm: read("Hash-Algorithm"),
  };
}

/** Base64 with the characters that CloudFront puts in the place of `+`, `=` and `/`. */
function decode(text: string): Buffer {
  return Buffer.from(text.replace(/-/g, "+").replace(/_/g, "=").replace(/~/g, "/"), "base64");
}

/** The policy that a canned one stands for, letter by letter. */
function cannedPolicy(url: string, expires: string): string {
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
}

function isSigned(policy: string, { signature = "", hashAlgorithm }: Ticket, key: string): boolean {
  return verify(hashAlgorithm === "SHA256" ? "sha256" : "sha1", Buffer.from(policy), key, decode(signature));
}

function inRange(ip: string, range: string): boolean {
  const [address = "", bits] = range.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
    return list.check(ip.replace(/^::ffff:/, ""), isIP(ip.replace(/^::ffff:/, "")) === 6 ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}

/** Seconds since 1970 of a condition; undefined where it is missing or no number. */
function epochTime(condition: unknown, operator: string): number | undefined {
  const dates = isRecord(condition) ? condition[operator] : undefined;
  const value = isRecord(dates) ? dates["AWS:EpochTime"] : undefined;
  return typeof value === "number" ? value : undefined;
}

/** What a policy says; undefined: it is no policy. */
function statementOf(policy: string): { resource?: string; condition: unknown } | undefined {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    return undefined;
  }
  const statements = isRecord(document) ? document.Statement : undefined;
  const [statement, ...more] = Array.isArray(statements) ? (statements as unknown[]) : [];
  if (!isRecord(statement) || more.length > 0) return undefined;
  const { Resource: resource, Condition: condition } = statement;
  if (resource !== undefined && typeof resource !== "string") return undefined;
  return { condition, ...(resource !== undefined && { resource }) };
}

function policyAllows(policy: string, request: ViewerRequest, urls: readonly string[], now: number): boolean {
  const statement = statementOf(policy);
  if (statement === undefined) return false;
  const { resource = "*", condition } = statement;
  const until = epochTime(condition, "DateLessThan");
  const since = epochTime(condition, "DateGreaterThan");
  const hasSince = isRecord(condition) && condition.DateGreaterThan !== undefined;
  const addresses = isRecord(condition) ? condition.IpAddress : undefined;
  const range = isRecord(addresses) ? addresses["AWS:SourceIp"] : undefined;
  if (until === undefined || now / 1000 >= until) return false;
  if (hasSince && (since === undefined || now / 1000 <= since)) return false;
  if (addresses !== undefined && (typeof range !== "string" || !inRange(request.ip, range))) return false;
  return urls.some((url) => wildcard(resource).test(url));
}

/**
 * Checks a signed URL or signed cookies ("Use signed URLs", "Use signed cookies"): RSA or ECDSA over SHA-1, or SHA-256
 * where `Hash-Algorithm` says so, of a canned or a custom policy. A canned one has no wildcards: it is made of the URL
 * that was asked for.
 *
 * @returns why not; undefined: the viewer may have what they ask for.
 */
export function refuseAccess(request: ViewerRequest, spec: AccessSpec): AccessRefusal | undefined {
  const ticket = ticketOf(request);
  const { keyPairId, signature, expires, policy, hashAlgorithm } = ticket;
  if (keyPairId === undefined) {
    return { code: "MissingKey", message: "Missing Key-Pair-Id query parameter or cookie value" };
  }
  if (signature === undefined || (policy === undefined && expires === undefined)) return denied;
  if (hashAlgorithm !== undefined && !["SHA1", "SHA256"].includes(hashAlgorithm)) return denied;
  const key = spec.keyOf(keyPairId);
  if (key === undefined) return { code: "InvalidKey", message: "Unknown Key" };
  const { query } = withoutTicket(request);
  const urls = spec.bases.map((base) => `${base}${request.uri}${query === "" ? "" : `?${query}`}`);
  if (policy !== undefined) {
    const text = decode(policy).toString("utf8");
    return isSigned(text, ticket, key) && policyAllows(text, request, urls, spec.now) ? undefined : denied;
  }
  if (!/^\d+$/.test(expires ?? "") || spec.now / 1000 >= Number(expires)) return denied;
  return urls.some((url) => isSigned(cannedPolicy(url, expires ?? ""), ticket, key)) ? undefined : denied;
}
