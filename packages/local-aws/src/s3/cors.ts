import { AwsError } from "../http/aws-error";
import { header, type HttpCall } from "../http/call";
import type { CorsRule } from "./types";

/** CORS response headers by name. */
type CorsHeaders = Readonly<Record<string, string>>;

const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/** Whether `text` matches `pattern`, in which one `*` stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

function findRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined {
  return rules.find(
    ({ allowedOrigins, allowedMethods, allowedHeaders }) =>
      allowedMethods.includes(method) &&
      allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      headers.every((name) => allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

/** A rule for all origins answers `*`; another one names the origin and allows credentials. */
function originHeaders({ allowedOrigins, exposeHeaders }: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    ...(anyOrigin ? {} : { "access-control-allow-credentials": "true" }),
    ...(exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": exposeHeaders.join(", ") }),
    vary: VARY,
  };
}

/** Headers of the response to a request with an Origin header; none if no rule of the bucket matches. */
export function corsHeaders(rules: readonly CorsRule[] | undefined, call: HttpCall): CorsHeaders {
  const origin = header(call, "origin");
  if (origin === undefined || rules === undefined) return {};
  const rule = findRule(rules, origin, call.method, []);
  return rule === undefined ? {} : originHeaders(rule, origin);
}

/**
 * Headers of the response to a preflight request.
 *
 * @throws AwsError `BadRequest` if a header is missing, `AccessForbidden` if no rule matches.
 */
export function preflightHeaders(rules: readonly CorsRule[] | undefined, call: HttpCall): CorsHeaders {
  const origin = header(call, "origin");
  const method = header(call, "access-control-request-method");
  if (origin === undefined) {
    throw new AwsError("BadRequest", "Insufficient information. Origin request header needed.", 400);
  }
  if (!/^(GET|PUT|POST|DELETE|HEAD)$/.test(method ?? "")) {
    throw new AwsError("BadRequest", `Invalid Access-Control-Request-Method: ${method ?? "null"}`, 400);
  }
  if (rules === undefined) {
    throw new AwsError("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", 403);
  }
  const requested = header(call, "access-control-request-headers")?.toLowerCase().split(",") ?? [];
  const names = requested.map((name) => name.trim()).filter((name) => name !== "");
  const rule = findRule(rules, origin, method ?? "", names);
  if (rule === undefined) {
    throw new AwsError("AccessForbidden", "CORSResponse: This CORS request is not allowed.", 403);
  }
  return {
    ...originHeaders(rule, origin),
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    ...(names.length === 0 ? {} : { "access-control-allow-headers": names.join(", ") }),
    ...(rule.maxAgeSec === undefined ? {} : { "access-control-max-age": String(rule.maxAgeSec) }),
  };
}
