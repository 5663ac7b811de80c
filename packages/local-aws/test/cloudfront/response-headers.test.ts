import { PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { equal } from "node:assert/strict";

import type { CorsConfig, ResponseHeadersPolicyConfig } from "../../src/cloudfront/types";
import { ask, useDistribution } from "./use-distribution";

const cors: CorsConfig = {
  ...{ allowCredentials: false, allowHeaders: ["X-One"], allowMethods: ["GET", "HEAD"], exposeHeaders: [] },
  ...{ allowOrigins: ["https://app.example.com", "*.example.org"], maxAgeSec: 600, originOverride: true },
};

describe("a response headers policy", () => {
  const suite = useDistribution();
  let made = 0;

  async function serveWith(policy: Partial<ResponseHeadersPolicyConfig>, methods: readonly "OPTIONS"[] = []) {
    made += 1;
    const { cloud, serve } = suite();
    const { id } = cloud.services.cloudfront.responseHeadersPolicies.create({
      ...{ name: `headers-${made}`, comment: "", security: {}, custom: [], remove: [] },
      ...policy,
    });
    const allowedMethods = ["GET", "HEAD", ...methods] as const;
    return await serve({
      behavior: { responseHeadersPolicyId: id, allowedMethods },
      cachePolicy:
        methods.length > 0
          ? { headers: { behavior: "whitelist", items: ["Origin", "Access-Control-Request-Method"] } }
          : {},
    });
  }

  it("adds the security headers that it names, to errors too", async () => {
    await suite().put("safe.jpg", "safe");
    const { url } = await serveWith({
      security: {
        contentSecurityPolicy: { value: "default-src 'none'", override: true },
        contentTypeOptions: { override: true },
        frameOptions: { value: "DENY", override: true },
        referrerPolicy: { value: "no-referrer", override: true },
        strictTransportSecurity: { maxAgeSec: 31_536_000, includeSubdomains: true, preload: true, override: true },
        xssProtection: { protection: true, modeBlock: true, override: true },
      },
    });
    for (const path of ["/safe.jpg", "/safe.jpg", "/none.jpg"]) {
      const { headers } = await ask(url, path);
      equal(headers["content-security-policy"], "default-src 'none'");
      equal(headers["x-content-type-options"], "nosniff");
      equal(headers["x-frame-options"], "DENY");
      equal(headers["referrer-policy"], "no-referrer");
      equal(headers["strict-transport-security"], "max-age=31536000; includeSubDomains; preload");
      equal(headers["x-xss-protection"], "1; mode=block");
    }
  });

  it("replaces the origin's header where it says so, and gives way where it does not", async () => {
    await suite().put("over.jpg", "over", { CacheControl: "max-age=60", ContentLanguage: "en" });
    const { url } = await serveWith({
      custom: [
        { header: "Cache-Control", value: "no-cache", override: true },
        { header: "Content-Language", value: "de", override: false },
        { header: "Cross-Origin-Resource-Policy", value: "cross-origin", override: false },
      ],
    });
    await ask(url, "/over.jpg");
    const { headers, result } = await ask(url, "/over.jpg");
    equal(headers["cache-control"], "no-cache");
    equal(headers["content-language"], "en");
    equal(headers["cross-origin-resource-policy"], "cross-origin");
    // The policy is for the viewer: the cache keeps to what the origin says.
    equal(result, "Hit");
  });

  it("that makes no valid header is answered with 502", async () => {
    const { url } = await serveWith({ custom: [{ header: "X-Name", value: "日本", override: true }] });
    equal((await ask(url, "/none.jpg")).status, 502);
  });

  it("removes headers first, then adds", async () => {
    await suite().put("less.jpg", "less", { Metadata: { secret: "1" }, CacheControl: "max-age=1" });
    const { url } = await serveWith({
      remove: ["X-Amz-Meta-Secret", "Cache-Control"],
      custom: [{ header: "Cache-Control", value: "max-age=5", override: false }],
    });
    const { headers } = await ask(url, "/less.jpg");
    equal(headers["x-amz-meta-secret"], undefined);
    equal(headers["cache-control"], "max-age=5");
  });

  it("answers the origins of its list by name, and nobody else", async () => {
    await suite().put("cors.jpg", "cors");
    const { url } = await serveWith({ cors: { ...cors, exposeHeaders: ["ETag"] } });
    const allowed = async (origin: string) => (await ask(url, "/cors.jpg", { origin })).headers;
    equal((await allowed("https://app.example.com"))["access-control-allow-origin"], "https://app.example.com");
    equal((await allowed("https://app.example.com")).vary, "Origin");
    equal((await allowed("https://app.example.com"))["access-control-expose-headers"], "ETag");
    equal((await allowed("https://a.example.org"))["access-control-allow-origin"], "https://a.example.org");
    for (const origin of ["http://app.example.com", "https://example.org", "https://app.example.com.evil.com"]) {
      equal((await allowed(origin))["access-control-allow-origin"], undefined, origin);
    }
    equal((await ask(url, "/cors.jpg")).headers["access-control-allow-origin"], undefined);
    // What only a preflight is told.
    equal((await allowed("https://app.example.com"))["access-control-allow-methods"], undefined);
  });

  it("answers all origins alike where it allows all", async () => {
    const { url } = await serveWith({ cors: { ...cors, allowOrigins: ["*"], allowCredentials: true } });
    const { headers } = await ask(url, "/cors.jpg", { origin: "https://anywhere.example" });
    equal(headers["access-control-allow-origin"], "*");
    equal(headers["access-control-allow-credentials"], "true");
  });

  it("adds to the origin's answer to a preflight what a preflight asks for", async () => {
    const { root, bucket, put } = suite();
    await put("cors.jpg", "cors");
    const { url } = await serveWith({ cors }, ["OPTIONS"]);
    const preflight = { origin: "https://app.example.com", "access-control-request-method": "GET" };
    // The request goes on to the bucket, which has to know of the origin too.
    const refused = await ask(url, "/cors.jpg", preflight, "OPTIONS");
    equal(refused.status, 403);
    equal(refused.headers["access-control-allow-origin"], "https://app.example.com");
    const rule = { AllowedOrigins: ["*"], AllowedMethods: ["GET"] };
    await root.s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
    const { status, headers } = await ask(url, "/cors.jpg", preflight, "OPTIONS");
    equal(status, 200);
    equal(headers["access-control-allow-origin"], "https://app.example.com");
    equal(headers["access-control-allow-methods"], "GET, HEAD");
    equal(headers["access-control-allow-headers"], "X-One");
    equal(headers["access-control-max-age"], "600");
  });

  it("gives way to the bucket's own CORS headers where it does not override", async () => {
    const { root, bucket, put } = suite();
    await put("cors.jpg", "cors");
    const rule = { AllowedOrigins: ["*"], AllowedMethods: ["GET"] };
    await root.s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
    const { url } = await serveWith({ cors: { ...cors, originOverride: false } }, ["OPTIONS"]);
    const { headers } = await ask(url, "/cors.jpg", { origin: "https://app.example.com" });
    equal(headers["access-control-allow-origin"], "*");
  });
});
