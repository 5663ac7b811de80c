import { createHmac } from "node:crypto";
import { deepEqual, equal, match, ok, throws } from "node:assert/strict";

import { changedRequest, FunctionResultError } from "../../src/cloudfront/edge/function-event";
import { FunctionError, runFunction } from "../../src/cloudfront/edge/function-sandbox";
import type { ViewerRequest } from "../../src/cloudfront/edge/message";
import { ask, useDistribution } from "./use-distribution";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const run = (body: string, event: object = {}) => runFunction(`function handler(event) { ${body} }`, event, NOW).result;

describe("a function of the edge", () => {
  const suite = useDistribution();
  let made = 0;

  /** A distribution that runs a function for viewer requests, or for viewer responses. */
  async function serveWith(code: string, eventType: "viewer-request" | "viewer-response" = "viewer-request") {
    made += 1;
    const { cloud, serve } = suite();
    const { functions } = cloud.services.cloudfront;
    const name = `function-${made}`;
    const { arn } = functions.create({ name, comment: "", runtime: "cloudfront-js-2.0", code });
    functions.publish(name);
    return { name, ...(await serve({ behavior: { functionAssociations: [{ eventType, functionArn: arn }] } })) };
  }

  it("gets the request in the structure 1.0", async () => {
    const { url, distribution } = await serveWith(`function handler(event) {
      return { statusCode: 200, headers: { "content-type": { value: "application/json" } }, body: JSON.stringify(event) };
    }`);
    const path = "/a%20b.jpg?a=1&b=%20&a=2&flag";
    const { text, headers, result } = await ask(url, path, {
      ...{ "x-one": "1", cookie: "c=1; d=2; c=3" },
      ...{ "x-edge-secret": "hidden", connection: "close", accept: "image/avif,image/webp" },
      "x-many": ["first", "second"],
    });
    equal(headers["content-type"], "application/json");
    equal(result, "FunctionGeneratedResponse");
    const { request, ...event } = JSON.parse(text) as Record<string, Record<string, unknown>>;
    deepEqual(event, {
      version: "1.0",
      context: {
        distributionDomainName: distribution.domainName,
        distributionId: distribution.id,
        eventType: "viewer-request",
        requestId: headers["x-amz-cf-id"],
      },
      viewer: { ip: "127.0.0.1" },
    });
    deepEqual(request, {
      method: "GET",
      uri: "/a%20b.jpg",
      querystring: {
        a: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
        b: { value: "%20" },
        flag: { value: "" },
      },
      headers: {
        "x-one": { value: "1" },
        accept: { value: "image/avif,image/webp" },
        "x-many": { value: "first", multiValue: [{ value: "first" }, { value: "second" }] },
        host: { value: new URL(url).host },
      },
      cookies: { c: { value: "1", multiValue: [{ value: "1" }, { value: "3" }] }, d: { value: "2" } },
    });
  });

  it("decides which object is served, and what the cache knows it by", async () => {
    const { put } = suite();
    await put("avif/a.jpg", "avif", { CacheControl: "max-age=60" });
    await put("jpeg/a.jpg", "jpeg", { CacheControl: "max-age=60" });
    const { url } = await serveWith(`function handler(event) {
      const request = event.request;
      const accept = request.headers.accept ? request.headers.accept.value : "";
      request.uri = (accept.includes("image/avif") ? "/avif" : "/jpeg") + request.uri;
      return request;
    }`);
    const got = async (accept: string) => {
      const { text, result } = await ask(url, "/a.jpg", { accept });
      return { text, result };
    };
    deepEqual(await got("image/avif,*/*"), { text: "avif", result: "Miss" });
    deepEqual(await got("image/png"), { text: "jpeg", result: "Miss" });
    deepEqual(await got("text/html,image/avif"), { text: "avif", result: "Hit" });
  });

  it("may change the response, but not one that is an error", async () => {
    const { put } = suite();
    await put("answer.jpg", "answer");
    const { url } = await serveWith(
      `function handler(event) {
        const response = event.response;
        response.headers["x-edge-name"] = undefined;
        response.headers["x-status"] = { value: String(response.statusCode) };
        response.headers["x-uri"] = { value: event.request.uri };
        delete response.headers["x-edge-name"];
        response.cookies = { seen: { value: "1", attributes: "Secure; Path=/" } };
        return response;
      }`,
      "viewer-response",
    );
    const answer = await ask(url, "/answer.jpg");
    equal(answer.text, "answer");
    equal(answer.headers["x-status"], "200");
    equal(answer.headers["x-uri"], "/answer.jpg");
    equal(answer.headers["set-cookie"], "seen=1; Secure; Path=/");
    equal(answer.headers["content-length"], "6");
    equal((await ask(url, "/none.jpg")).headers["x-status"], undefined);
  });

  it("runs as it was published last", async () => {
    const { cloud } = suite();
    const { functions } = cloud.services.cloudfront;
    const says = (text: string) => `function handler() { return { statusCode: 200, body: "${text}" }; }`;
    const { url, name } = await serveWith(says("one"));
    const { config } = functions.get(name);
    const { etag } = functions.update(name, { ...config, code: says("two") });
    equal((await ask(url, "/")).text, "one");
    functions.publish(name, etag);
    equal((await ask(url, "/")).text, "two");
  });

  it("that fails is answered with 503, with the reason in its log", async () => {
    const { cloud } = suite();
    const { url, name } = await serveWith(`function handler(event) {
      console.log("about", { uri: event.request.uri });
      return event.nothing.there;
    }`);
    const answer = await ask(url, "/x.jpg");
    equal(answer.status, 503);
    equal(answer.result, "FunctionExecutionError");
    const lines = cloud.services.logs.lines(`/aws/cloudfront/function/${name}`).map(({ message }) => message);
    match(lines[0] ?? "", /about \{"uri":"\/x\.jpg"\}$/);
    match(lines[1] ?? "", /ERROR: TypeError: Cannot read properties of undefined/);
    ok(lines.every((line) => line.startsWith(answer.headers["x-amz-cf-id"] ?? "?")));
  });

  it("that changes what it may not is answered with 502", async () => {
    const changes = {
      'event.request.headers.host = { value: "other" }': "host",
      'event.request.headers["x-edge-a"] = { value: "a" }': "x-edge-a",
      'event.request.headers["X-Upper"] = { value: "a" }': "X-Upper",
      'event.request.method = "POST"': "method",
      'event.request.uri = "relative"': "uri",
      "event.request.uri = undefined": "uri",
      'event.request.querystring = { a: { value: "b c" } }': "querystring",
      'event.request.uri = "/" + "a".repeat(9000)': "uri",
    };
    for (const [change, named] of Object.entries(changes)) {
      const { cloud } = suite();
      const { url, name } = await serveWith(`function handler(event) { ${change}; return event.request; }`);
      const answer = await ask(url, "/a.jpg");
      equal(answer.status, 502, change);
      equal(answer.result, "FunctionValidationError");
      const [line] = cloud.services.logs.lines(`/aws/cloudfront/function/${name}`);
      ok(line?.message.includes(`ERROR: ${named}`) === true || line?.message.includes(`headers.${named}`), change);
    }
  });

  it("that makes no valid response is answered with 502", async () => {
    const responses = [
      "{ statusCode: '200' }",
      "{ statusCode: 101 }",
      "{ statusCode: 200, headers: { a: 'text' } }",
      "{ statusCode: 200, headers: { 'a b': { value: '' } } }",
      "{ statusCode: 200, headers: { a: { value: 'line\\nbreak' } } }",
      "{ statusCode: 200, headers: { a: { value: '\u65e5' } } }",
      "{ statusCode: 200, headers: { via: { value: 'a' } } }",
      "{ statusCode: 200, cookies: { a: { value: 'line\\nbreak' } } }",
      "{ statusCode: 200, body: 1 }",
      "{ statusCode: 200, body: { encoding: 'hex', data: '' } }",
      "'text'",
    ];
    for (const response of responses) {
      const { url } = await serveWith(`function handler() { return ${response}; }`);
      const { status, result } = await ask(url, "/a.jpg");
      deepEqual({ status, result }, { status: 502, result: "FunctionValidationError" }, response);
    }
    const { url } = await serveWith(`function handler() {
      return { statusCode: 302, headers: { location: { value: "/b" } }, body: { encoding: "base64", data: "w7w=" } };
    }`);
    const { status, text, headers } = await ask(url, "/a.jpg");
    deepEqual([status, text, headers.location, headers["content-length"]], [302, "ü", "/b", "2"]);
  });

  it("keeps what it does not touch as the viewer sent it", () => {
    const request: ViewerRequest = {
      ...{ id: "1", method: "GET", uri: "/a%2Fb", query: "flag&a=%20", cookies: [["a", "1"]], ip: "", hasBody: false },
      headers: { host: ["h"], "x-edge-a": ["kept"], accept: ["a", "b"] },
    };
    const result = {
      method: "GET",
      uri: "/a%2Fb",
      querystring: { flag: { value: "" }, a: { value: "%20" } },
      headers: { host: { value: "h" }, accept: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] } },
      cookies: { a: { value: "1" } },
    };
    deepEqual(changedRequest(request, result), request);
    const changed = changedRequest(request, { ...result, uri: "/ü b" });
    equal(changed.uri, "/%C3%BC%20b");
    const replaced = changedRequest(request, { ...result, headers: { accept: { value: "c" } } });
    deepEqual(replaced.headers, { accept: ["c"], host: ["h"], "x-edge-a": ["kept"] });
    throws(() => changedRequest(request, { ...result, headers: { accept: { value: 1 } } }), FunctionResultError);
  });

  it("has the modules and objects of runtime 2.0", () => {
    equal(run(`return require("crypto").createHash("sha256").update("a").digest("hex").slice(0, 8);`), "ca978112");
    equal(
      run(`return require("crypto").createHmac("sha1", "key").update("a").update("b").digest("base64");`),
      createHmac("sha1", "key").update("ab").digest("base64"),
    );
    deepEqual(run(`return require("querystring").parse("a=1&b=%20&a=2");`), { a: ["1", "2"], b: " " });
    equal(run(`return require("querystring").stringify({ a: ["1", "2"], b: " " });`), "a=1&a=2&b=%20");
    equal(
      run(`return Buffer.from("ü").toString("base64url") + atob(btoa("b")) + Buffer.from("YQ==", "base64");`),
      "w7wba",
    );
    deepEqual(run(`return [Date.now(), new Date().toISOString(), new Date(0).getTime(), Date.UTC(2026, 0)];`), [
      ...[NOW, "2026-01-01T00:00:00.000Z", 0, NOW],
    ]);
    const awaited = "async function handler(event) { const a = await Promise.resolve(event.a); return { a }; }";
    deepEqual(runFunction(awaited, { a: 1 }, NOW).result, { a: 1 });
  });

  it("has nothing that runtime 2.0 does not have", () => {
    const absent = [
      "process",
      "fetch",
      "setTimeout",
      "setImmediate",
      "URL",
      "TextEncoder",
      "WebAssembly",
      "structuredClone",
    ];
    deepEqual(run(`return ${JSON.stringify(absent)}.filter((name) => name in globalThis);`), []);
    throws(() => run(`return require("fs");`), /Cannot find module "fs"/);
    throws(() => run(`return new Function("return 1")();`), /EvalError/);
    throws(() => run(`return eval("1");`), /EvalError/);
    throws(() => run(`while (true) {}`), /timed out/);
    throws(() => runFunction("async function handler() { for (;;) await null; }", {}, NOW), FunctionError);
    throws(() => run(`undeclared = 1; return {};`), /ReferenceError/);
    throws(() => runFunction("const other = 1;", {}, NOW), /handler is not defined/);
    throws(() => runFunction("function handler( {", {}, NOW), /SyntaxError/);
    throws(() => run(`return undefined;`), /returned nothing/);
  });

  it("does not reach this process by any object that it gets", () => {
    const reach = `
      const found = [];
      for (const value of [console.log, require, atob, Buffer, Date, event, globalThis, require("crypto").createHash]) {
        try { found.push(String(value.constructor.constructor("return typeof process")())); } catch (e) { found.push(e.name); }
      }
      return found;`;
    deepEqual(new Set(run(reach, { a: 1 }) as string[]), new Set(["EvalError"]));
  });

  it("keeps nothing from one run to the next", () => {
    const code =
      "let count = 0; globalThis.kept = (globalThis.kept || 0) + 1; function handler() { return [++count, kept]; }";
    deepEqual(runFunction(code, {}, NOW).result, [1, 1]);
    deepEqual(runFunction(code, {}, NOW).result, [1, 1]);
  });
});
