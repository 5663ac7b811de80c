import { AwsError } from "../http/aws-error";
import { header, type HttpCall } from "../http/call";
import type { CorsRule } from "./types";

/** What of its answers S3 lets a page see: headers of the answer by name. */
export type CorsHeaders = Readonly<Record<string, string>>;

const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/** One `*` stands for any text. */
function fits(pattern: string, text: string): boolean {
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
      allowedOrigins.some((pattern) => fits(pattern, origin)) &&
      headers.every((name) => allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name))),
  );
}

/** Any origin at all is told so; another one is told that it may, with credentials. */
function originHeaders({ allowedOrigins, exposeHeaders }: CorsRule, origin: string): Record<string, string> {
  const open = allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": open ? "*" : origin,
    ...(open ? {} : { "access-control-allow-credentials": "true" }),
    ...(exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": exposeHeaders.join(", ") }),
    vary: VARY,
  };
}

/** Headers of the answer to a request that a page has sent; none where no rule of the bucket fits it. */
export function corsHeaders(rules: readonly CorsRule[] | undefined, call: HttpCall): CorsHeaders {
  const origin = header(call, "origin");
  if (origin === undefined || rules === undefined) return {};
  const rule = findRule(rules, origin, call.method, []);
  return rule === undefined ? {} : originHeaders(rule, origin);
}

/**
 * Headers of the answer to a browser that asks whether a page may send a request.
 *
 * @throws AwsError `BadRequest` where the question is incomplete, `AccessForbidden` where it may not.
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
  const asked = header(call, "access-control-request-headers")?.toLowerCase().split(",") ?? [];
  const names = asked.map((name) => name.trim()).filter((name) => name !== "");
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
