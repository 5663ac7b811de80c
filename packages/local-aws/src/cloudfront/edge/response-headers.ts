import type { CorsConfig, ResponseHeadersPolicyConfig, SecurityHeaders } from "../types";
import { wildcard } from "./pattern";
import { headerOf, type ViewerRequest } from "./message";

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A header of a policy, and whether it replaces the origin's. */
type PolicyHeader = readonly [name: string, value: string, override: boolean];

const ALL_METHODS = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Whether a policy means an origin: `https://app.example.org`, `*.example.org`, or all. */
function meansOrigin(allowed: string, origin: string): boolean {
  if (allowed === "*") return true;
  return wildcard(/^https?:\/\//.test(allowed) ? allowed : `*://${allowed}`).test(origin);
}

function corsHeaders(cors: CorsConfig, request: ViewerRequest): PolicyHeader[] {
  const origin = headerOf(request, "origin");
  if (origin === undefined || !cors.allowOrigins.some((allowed) => meansOrigin(allowed, origin))) return [];
  const isPreflight = request.method === "OPTIONS" && headerOf(request, "access-control-request-method") !== undefined;
  const anyOrigin = cors.allowOrigins.includes("*");
  const methods = cors.allowMethods.includes("ALL") ? ALL_METHODS : cors.allowMethods;
  const entries: Record<string, string | undefined> = {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    // Who is answered by name is not answered for everyone.
    vary: anyOrigin ? undefined : "Origin",
    "access-control-allow-credentials": cors.allowCredentials ? "true" : undefined,
    "access-control-expose-headers": cors.exposeHeaders.length > 0 ? cors.exposeHeaders.join(", ") : undefined,
    ...(isPreflight && {
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": cors.allowHeaders.length > 0 ? cors.allowHeaders.join(", ") : undefined,
      "access-control-max-age": cors.maxAgeSec === undefined ? undefined : String(cors.maxAgeSec),
    }),
  };
  return Object.entries(entries).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value, cors.originOverride] as const],
  );
}

function securityHeaders(security: SecurityHeaders): PolicyHeader[] {
  const { contentSecurityPolicy: csp, contentTypeOptions, frameOptions, referrerPolicy } = security;
  const { strictTransportSecurity: hsts, xssProtection: xss } = security;
  const directives = hsts && [
    `max-age=${hsts.maxAgeSec}`,
    ...(hsts.includeSubdomains ? ["includeSubDomains"] : []),
    ...(hsts.preload ? ["preload"] : []),
  ];
  const filter = xss && [
    xss.protection ? "1" : "0",
    ...(xss.modeBlock ? ["mode=block"] : []),
    ...(xss.reportUri === undefined ? [] : [`report=${xss.reportUri}`]),
  ];
  return [
    ...(csp ? [["content-security-policy", csp.value, csp.override] as const] : []),
    ...(contentTypeOptions ? [["x-content-type-options", "nosniff", contentTypeOptions.override] as const] : []),
    ...(frameOptions ? [["x-frame-options", frameOptions.value, frameOptions.override] as const] : []),
    ...(referrerPolicy ? [["referrer-policy", referrerPolicy.value, referrerPolicy.override] as const] : []),
    ...(hsts && directives ? [["strict-transport-security", directives.join("; "), hsts.override] as const] : []),
    ...(xss && filter ? [["x-xss-protection", filter.join("; "), xss.override] as const] : []),
  ];
}

/**
 * Applies a response headers policy ("Understand response headers policies"): removes first, then adds. A header that
 * is removed and added is there.
 */
export function applyHeadersPolicy(
  policy: ResponseHeadersPolicyConfig,
  request: ViewerRequest,
  given: Headers,
): Headers {
  const removed = new Set(policy.remove.map((name) => name.toLowerCase()));
  const headers: Record<string, string | readonly string[]> = Object.fromEntries(
    Object.entries(given).filter(([name]) => !removed.has(name)),
  );
  const { cors, security, custom } = policy;
  const added: PolicyHeader[] = [
    ...(cors === undefined ? [] : corsHeaders(cors, request)),
    ...securityHeaders(security),
    ...custom.map(({ header, value, override }) => [header.toLowerCase(), value, override] as const),
  ];
  for (const [name, value, override] of added) if (override || headers[name] === undefined) headers[name] = value;
  return headers;
}
