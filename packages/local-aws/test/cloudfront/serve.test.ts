import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { equal, match, notEqual } from "node:assert/strict";

import { ask, useDistribution } from "./use-distribution";

describe("a distribution", () => {
  const suite = useDistribution();

  it("serves an object of its bucket with the bucket's headers", async () => {
    const { put, serve } = suite();
    await put("cat.jpg", "a cat", { ContentType: "image/jpeg", CacheControl: "max-age=60" });
    const { url } = await serve();
    const answer = await ask(url, "/cat.jpg");
    equal(answer.status, 200);
    equal(answer.text, "a cat");
    equal(answer.headers["content-type"], "image/jpeg");
    equal(answer.headers["cache-control"], "max-age=60");
    equal(answer.headers["content-length"], "5");
    match(answer.headers.via ?? "", /^1\.1 \w+\.cloudfront\.net \(CloudFront\)$/);
    match(answer.headers["x-amz-cf-id"] ?? "", /^[\w=-]{56}$/);
  });

  it("serves keys of every kind", async () => {
    const { put, serve } = suite();
    const { url } = await serve();
    for (const key of ["a b.jpg", "ü/ñ.jpg", "a+b.jpg", "100%.jpg", "it's (1)!*.jpg", "日本.jpg", "a//b.jpg"]) {
      await put(key, key);
      const answer = await ask(url, `/${key.split("/").map(encodeURIComponent).join("/")}`);
      equal(answer.text, key, key);
    }
    // S3 reads a plus sign in a path as a space.
    equal((await ask(url, "/a+b.jpg")).text, "a b.jpg");
  });

  it("serves a folder of the bucket as its root, and a default root object", async () => {
    const { put, serve, bucket, cloud } = suite();
    await put("web/index.html", "<p>");
    const { url } = await serve({
      config: {
        defaultRootObject: "index.html",
        origins: [
          {
            ...{ id: "bucket", domainName: `${bucket}.s3.${cloud.region}.amazonaws.com`, originPath: "/web" },
            originAccessControlId: cloud.services.cloudfront.originAccessControls.all()[0]?.id ?? "",
            customHeaders: [],
          },
        ],
      },
    });
    equal((await ask(url, "/")).text, "<p>");
    equal((await ask(url, "/index.html")).text, "<p>");
  });

  it("answers a HEAD with the same headers and without a body", async () => {
    const { put, serve } = suite();
    await put("head.jpg", "a head");
    const { url } = await serve();
    for (const result of ["Miss", "Hit"]) {
      const answer = await ask(url, "/head.jpg", {}, "HEAD");
      equal(answer.status, 200);
      equal(answer.headers["content-length"], "6");
      equal(answer.text, "");
      equal(answer.result, result);
    }
    const { text, result } = await ask(url, "/head.jpg");
    equal(text, "a head");
    equal(result, "Hit");
  });

  it("refuses methods that its behaviour does not allow", async () => {
    const { serve } = suite();
    const { url } = await serve();
    for (const method of ["OPTIONS", "PUT", "POST", "DELETE", "PATCH"]) {
      const answer = await ask(url, "/cat.jpg", {}, method);
      equal(answer.status, 403, method);
      equal(answer.result, "Error");
      match(answer.text, /not configured to allow the HTTP request method/);
    }
  });

  it("passes on that the bucket refuses a key that it does not have", async () => {
    const { serve } = suite();
    const { url } = await serve();
    const answer = await ask(url, "/none.jpg");
    equal(answer.status, 403);
    equal(answer.result, "Error");
    match(answer.text, /<Code>AccessDenied<\/Code>/);
  });

  it("serves a part of an object, from the cache too", async () => {
    const { put, serve } = suite();
    await put("part.jpg", "0123456789");
    const { url } = await serve();
    for (const result of ["Miss", "Hit"]) {
      const answer = await ask(url, "/part.jpg", { range: "bytes=2-4" });
      equal(answer.status, 206);
      equal(answer.text, "234");
      equal(answer.headers["content-range"], "bytes 2-4/10");
      equal(answer.headers["content-length"], "3");
      equal(answer.result, result);
    }
    equal((await ask(url, "/part.jpg", { range: "bytes=-3" })).text, "789");
    const beyond = await ask(url, "/part.jpg", { range: "bytes=10-" });
    equal(beyond.status, 416);
    equal(beyond.headers["content-range"], "bytes */10");
    // What is no single range of bytes selects everything.
    equal((await ask(url, "/part.jpg", { range: "bytes=4-5,1-2" })).status, 200);
  });

  it("answers 304 to a viewer who has the object", async () => {
    const { put, serve } = suite();
    await put("same.jpg", "the same", { CacheControl: "max-age=60" });
    const { url } = await serve();
    const { headers } = await ask(url, "/same.jpg");
    const { etag = "", "last-modified": lastModified = "" } = headers;
    const unchanged = await ask(url, "/same.jpg", { "if-none-match": `"other", W/${etag}` });
    equal(unchanged.status, 304);
    equal(unchanged.text, "");
    equal(unchanged.headers.etag, etag);
    equal(unchanged.headers["cache-control"], "max-age=60");
    equal((await ask(url, "/same.jpg", { "if-none-match": '"other"' })).status, 200);
    equal((await ask(url, "/same.jpg", { "if-modified-since": lastModified })).status, 304);
    const before = new Date(Date.parse(lastModified) - 1000).toUTCString();
    equal((await ask(url, "/same.jpg", { "if-modified-since": before })).status, 200);
    // If-None-Match counts where both are there (RFC 9110, section 13.2.2).
    const both = { "if-none-match": '"other"', "if-modified-since": lastModified };
    equal((await ask(url, "/same.jpg", both)).status, 200);
  });

  it("sends the whole object where If-Range means another version", async () => {
    const { put, serve } = suite();
    await put("range.jpg", "0123456789");
    const { url } = await serve();
    const { headers } = await ask(url, "/range.jpg");
    equal((await ask(url, "/range.jpg", { range: "bytes=0-0", "if-range": headers.etag ?? "" })).status, 206);
    equal((await ask(url, "/range.jpg", { range: "bytes=0-0", "if-range": '"other"' })).status, 200);
  });

  it("serves nothing while it is disabled", async () => {
    const { put, serve, cloud } = suite();
    await put("off.jpg", "off");
    const { url, distribution } = await serve();
    cloud.services.cloudfront.distributions.update(distribution.id, { ...distribution.config, enabled: false });
    equal((await ask(url, "/off.jpg")).status, 403);
  });

  it("is served for its own names alone", async () => {
    const { put, serve } = suite();
    await put("name.jpg", "name");
    const { url, distribution } = await serve();
    equal((await ask(url, "/name.jpg", { host: distribution.domainName })).status, 200);
    equal((await ask(url, "/name.jpg", { host: "rebound.example.com" })).status, 403);
  });

  it("refuses a URL that is too long, and a GET with a body", async () => {
    const { serve } = suite();
    const { url } = await serve();
    equal((await ask(url, `/${"a".repeat(8192)}`)).status, 413);
    equal((await ask(url, "/cat.jpg", { "content-length": "0" })).status, 200);
    equal((await ask(url, "/cat.jpg", { "transfer-encoding": "chunked" })).status, 403);
  });

  it("takes the first behaviour whose pattern is the path's", async () => {
    const { put, serve, cloud } = suite();
    await put("private/a.jpg", "private");
    await put("public/a.jpg", "public");
    const { distribution, url } = await serve();
    const { defaultCacheBehavior } = distribution.config;
    const options = { ...defaultCacheBehavior, allowedMethods: ["GET", "HEAD", "OPTIONS"] as const };
    cloud.services.cloudfront.distributions.update(distribution.id, {
      ...distribution.config,
      orderedCacheBehaviors: [{ ...options, pathPattern: "public/?.jpg" }],
    });
    notEqual((await ask(url, "/public/a.jpg", {}, "OPTIONS")).headers.server, "CloudFront");
    equal((await ask(url, "/public/ab.jpg", {}, "OPTIONS")).headers.server, "CloudFront");
    equal((await ask(url, "/private/a.jpg", {}, "OPTIONS")).headers.server, "CloudFront");
  });

  it("sends the page for an error that its definition names", async () => {
    const { put, serve } = suite();
    await put("errors/403.html", "not here");
    const { url } = await serve({
      config: {
        customErrorResponses: [{ errorCode: 403, responseCode: 404, responsePagePath: "/errors/403.html" }],
      },
    });
    const answer = await ask(url, "/missing.jpg");
    equal(answer.status, 404);
    equal(answer.text, "not here");
    equal(answer.result, "Error");
  });

  it("no longer serves what has been deleted once its time is over", async () => {
    const { put, serve, root, bucket } = suite();
    await put("gone.jpg", "here", { CacheControl: "max-age=0" });
    const { url } = await serve();
    equal((await ask(url, "/gone.jpg")).text, "here");
    await root.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "gone.jpg" }));
    equal((await ask(url, "/gone.jpg")).status, 403);
  });
});
