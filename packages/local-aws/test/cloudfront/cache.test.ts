import { deepEqual, equal, match } from "node:assert/strict";

import { EdgeCache, type CacheEntry, type OriginResponse } from "../../src/cloudfront/edge/cache";
import { askCache } from "../../src/cloudfront/edge/cached-origin";
import { errorTtlSec, objectTtlSec } from "../../src/cloudfront/edge/freshness";
import type { CachePolicyConfig, CustomErrorResponse } from "../../src/cloudfront/types";
import { ask, plainPolicy, useDistribution } from "./use-distribution";

describe("a distribution's cache", () => {
  const suite = useDistribution();

  it("keeps what the origin says may be kept", async () => {
    const { put, serve } = suite();
    await put("kept.jpg", "first", { CacheControl: "max-age=60" });
    const { url } = await serve();
    equal((await ask(url, "/kept.jpg")).result, "Miss");
    await put("kept.jpg", "second");
    const hit = await ask(url, "/kept.jpg");
    equal(hit.result, "Hit");
    equal(hit.text, "first");
    match(hit.headers.age ?? "", /^[01]$/);
  });

  it("asks whether an object is still the same once its time is over", async () => {
    const { put, serve } = suite();
    await put("stale.jpg", "first", { CacheControl: "max-age=0" });
    const { url } = await serve();
    equal((await ask(url, "/stale.jpg")).result, "Miss");
    const confirmed = await ask(url, "/stale.jpg");
    equal(confirmed.result, "RefreshHit");
    equal(confirmed.text, "first");
    equal(confirmed.headers["content-length"], "5");
    await put("stale.jpg", "second");
    const replaced = await ask(url, "/stale.jpg");
    equal(replaced.result, "Miss");
    equal(replaced.text, "second");
  });

  it("serves what it has while the origin fails", async () => {
    const { put, serve, cloud } = suite();
    await put("steady.jpg", "steady", { CacheControl: "max-age=0" });
    const { url } = await serve();
    await ask(url, "/steady.jpg");
    cloud.faults.fail("s3", "GetObject", { times: 1, code: "InternalError", status: 500 });
    const answer = await ask(url, "/steady.jpg");
    equal(answer.status, 200);
    equal(answer.text, "steady");
  });

  it("keeps an error of the server for ten seconds, and a refusal not at all", async () => {
    const { put, serve, cloud } = suite();
    const { url } = await serve();
    equal((await ask(url, "/later.jpg")).status, 403);
    await put("later.jpg", "later");
    equal((await ask(url, "/later.jpg")).status, 200);
    await put("fails.jpg", "fails");
    cloud.faults.fail("s3", "GetObject", { times: 1, code: "SlowDown", status: 503 });
    equal((await ask(url, "/fails.jpg")).status, 503);
    const again = await ask(url, "/fails.jpg");
    equal(again.status, 503);
    equal(again.result, "Error");
  });

  it("keeps nothing under a policy that disables it", async () => {
    const { put, serve } = suite();
    await put("fresh.jpg", "fresh", { CacheControl: "max-age=60" });
    const { url } = await serve({ behavior: { cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" } });
    for (let i = 0; i < 2; i += 1) equal((await ask(url, "/fresh.jpg")).result, "Miss");
  });

  it("leaves out of its key what the policy does not name", async () => {
    const { put, serve } = suite();
    await put("key.jpg", "key", { CacheControl: "max-age=60" });
    const { url } = await serve();
    await ask(url, "/key.jpg?a=1", { cookie: "a=1", accept: "image/avif" });
    equal((await ask(url, "/key.jpg?b=2", { cookie: "b=2", accept: "image/webp" })).result, "Hit");
  });

  it("has in its key what the policy names", async () => {
    const { put, serve } = suite();
    await put("named.jpg", "named", { CacheControl: "max-age=60" });
    const { url } = await serve({
      cachePolicy: {
        queryStrings: { behavior: "whitelist", items: ["response-content-type"] },
        headers: { behavior: "whitelist", items: ["Accept"] },
        cookies: { behavior: "allExcept", items: ["session"] },
        acceptEncodingGzip: true,
      },
    });
    const results = async (path: string, headers = {}) => {
      const answers = [await ask(url, path, headers), await ask(url, path, headers)];
      return answers.map(({ result }) => result);
    };
    deepEqual(await results("/named.jpg"), ["Miss", "Hit"]);
    deepEqual(await results("/named.jpg?other=1"), ["Hit", "Hit"]);
    deepEqual(await results("/named.jpg", { cookie: "session=1" }), ["Hit", "Hit"]);
    deepEqual(await results("/named.jpg", { accept: "image/webp" }), ["Miss", "Hit"]);
    deepEqual(await results("/named.jpg", { cookie: "theme=dark" }), ["Miss", "Hit"]);
    deepEqual(await results("/named.jpg", { "accept-encoding": "gzip, br" }), ["Miss", "Hit"]);
    deepEqual(await results("/named.jpg", { "accept-encoding": "deflate, gzip;q=0.5" }), ["Hit", "Hit"]);
  });

  it("asks the origin once for all who ask at the same time", async () => {
    const { put, serve, cloud } = suite();
    await put("rush.jpg", "rush", { CacheControl: "max-age=60" });
    const { url } = await serve();
    cloud.faults.follow({ ofRequest: () => ({ kind: "late", delayMs: 50 }) });
    const answers = await Promise.all([1, 2, 3].map(() => ask(url, "/rush.jpg")));
    cloud.faults.clear();
    deepEqual(answers.map(({ result }) => result).sort(), ["Hit", "Hit", "Miss"]);
    deepEqual(new Set(answers.map(({ text }) => text)), new Set(["rush"]));
  });
});

describe("the time for which a response is cached", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const policy: CachePolicyConfig = { ...plainPolicy, minTtlSec: 0, defaultTtlSec: 100, maxTtlSec: 1000 };
  const ttl = (control: string | undefined, change: Partial<CachePolicyConfig> = {}, expires?: string) =>
    objectTtlSec(
      { ...(control !== undefined && { "cache-control": control }), ...(expires !== undefined && { expires }) },
      { ...policy, ...change },
      now,
    );

  it("is the origin's, between the policy's shortest and longest", () => {
    equal(ttl("max-age=60"), 60);
    equal(ttl("max-age=5000"), 1000);
    equal(ttl("max-age=60", { minTtlSec: 80 }), 80);
    equal(ttl("public, S-MaxAge=70, max-age=60"), 70);
    equal(ttl("max-age=0"), 0);
  });

  it("is that of Expires where Cache-Control has none", () => {
    const inAMinute = "Thu, 01 Jan 2026 00:01:00 GMT";
    equal(ttl(undefined, {}, inAMinute), 60);
    equal(ttl("max-age=30", {}, inAMinute), 30);
    equal(ttl(undefined, {}, "Wed, 31 Dec 2025 00:00:00 GMT"), 0);
  });

  it("is the policy's default where the origin says nothing", () => {
    equal(ttl(undefined), 100);
    equal(ttl("public"), 100);
    equal(ttl(undefined, { minTtlSec: 200, defaultTtlSec: 100 }), 200);
  });

  it("is the policy's shortest where the origin forbids caching", () => {
    for (const control of ["no-store", "private, max-age=60"]) {
      equal(ttl(control), undefined);
      equal(ttl(control, { minTtlSec: 5 }), 5);
    }
    equal(ttl("no-cache"), 0);
    equal(ttl("no-cache", { minTtlSec: 5 }), 5);
  });

  it("of an error is at least ten seconds, or what the distribution says", () => {
    equal(errorTtlSec(404, {}, policy), 10);
    equal(errorTtlSec(503, {}, policy, 30), 30);
    equal(errorTtlSec(404, { "cache-control": "max-age=60" }, policy, 0), 60);
    equal(errorTtlSec(403, {}, policy), undefined);
    equal(errorTtlSec(403, { "cache-control": "max-age=60" }, policy), 60);
    equal(errorTtlSec(416, { "cache-control": "max-age=60" }, policy), undefined);
  });
});

describe("a cache of the edge", () => {
  const request = {
    ...{ id: "", method: "GET", uri: "/a.jpg", query: "", headers: {}, cookies: [], ip: "127.0.0.1", hasBody: false },
  };
  const keyed = { query: "", headers: {}, cookie: "" };
  const image = (text: string, control = "max-age=60"): OriginResponse => ({
    status: 200,
    headers: { etag: `"${text}"`, "cache-control": control },
    body: Buffer.from(text),
  });

  /** Asks a cache at a time whose origin answers so. */
  function asker(errors: readonly CustomErrorResponse[] = []) {
    const cache = new EdgeCache();
    const asked: Record<string, string>[] = [];
    const at = async (now: number, answer: OriginResponse, during?: () => void) => {
      const response = await askCache({
        ...{ cache, policy: plainPolicy, originId: "bucket", request, keyed, isCached: true, errors, now: () => now },
        ask: (_, conditions) => {
          asked.push({ ...conditions });
          during?.();
          return Promise.resolve(answer);
        },
      });
      return { result: response.result, text: response.body.toString(), age: response.headers.age };
    };
    return { cache, asked, at };
  }

  it("tells the age of what it has, and asks with the ETag when it is too old", async () => {
    const { at, asked } = asker();
    await at(0, image("one"));
    deepEqual(await at(59_999, image("two")), { result: "Hit", text: "one", age: "59" });
    const unchanged = { status: 304, headers: { "cache-control": "max-age=10" }, body: Buffer.alloc(0) };
    deepEqual(await at(60_000, unchanged), { result: "RefreshHit", text: "one", age: undefined });
    deepEqual(await at(69_999, image("two")), { result: "Hit", text: "one", age: "9" });
    deepEqual(await at(70_000, image("two")), { result: "Miss", text: "two", age: undefined });
    deepEqual(asked, [{}, { "if-none-match": '"one"' }, { "if-none-match": '"one"' }]);
  });

  it("asks again ten seconds after an error that was hidden", async () => {
    const { at } = asker();
    const failure = { status: 500, headers: {}, body: Buffer.from("failed") };
    await at(0, image("one"));
    deepEqual(await at(60_000, failure), { result: "RefreshHit", text: "one", age: undefined });
    deepEqual(await at(69_999, image("two")), { result: "Hit", text: "one", age: "69" });
    deepEqual(await at(70_000, image("two")), { result: "Miss", text: "two", age: undefined });
  });

  it("forgets what the origin no longer gives", async () => {
    const { at, asked } = asker();
    await at(0, image("one"));
    equal((await at(60_000, { status: 403, headers: {}, body: Buffer.from("gone") })).result, "Error");
    equal((await at(60_001, image("one"))).result, "Miss");
    deepEqual(asked.at(-1), {});
  });

  it("keeps an error as long as the distribution says", async () => {
    const { at } = asker([{ errorCode: 404, errorCachingMinTtlSec: 3 }]);
    const missing = { status: 404, headers: {}, body: Buffer.from("none") };
    await at(0, missing);
    deepEqual(await at(2999, image("one")), { result: "Error", text: "none", age: undefined });
    equal((await at(3000, image("one"))).text, "one");
  });

  it("does not keep what was on its way when it was invalidated", async () => {
    const { at, cache } = asker();
    await at(0, image("old"), () => cache.invalidate(["/a.jpg"]));
    equal((await at(1, image("new"))).text, "new");
  });

  it("lets go of what was used least recently when it is full", () => {
    const cache = new EdgeCache();
    const entry = (uri: string): CacheEntry => ({
      ...{ status: 200, headers: {}, uri, query: "", confirmedAt: 0, freshUntil: 1 },
      body: Buffer.allocUnsafeSlow(100 * 1024 * 1024),
    });
    cache.put("a", entry("/a"));
    cache.put("b", entry("/b"));
    cache.get("a");
    cache.put("c", entry("/c"));
    deepEqual(
      ["a", "b", "c"].filter((key) => cache.get(key) !== undefined),
      ["a", "c"],
    );
  });
});
