import { once } from "node:events";
import { request } from "node:http";

import { expect } from "chai";

import { sendJson, startGuardedServer, type GuardedServer } from "../../../commands/console/http-server";
import { ConsoleProblem } from "../../../commands/console/problem";

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

describe("the guarded server of the console", () => {
  let server: GuardedServer;
  let port: number;
  let token: string;
  let lateWritten = () => undefined as void;

  before(async () => {
    server = await startGuardedServer(
      {
        "/": { GET: ({ reply, token: own }) => void reply.end(`page ${own}`) },
        "/things": {
          GET: ({ reply, query }) => sendJson(reply, { name: query.get("name") }),
          POST: ({ reply }) => sendJson(reply, {}, 201),
        },
        "/no": {
          GET: () => {
            throw new ConsoleProblem(409, "NOT_NOW", "Not now.");
          },
        },
        "/late": {
          GET: async ({ reply }) => {
            await once(reply, "close");
            reply.write("too late");
            lateWritten();
          },
        },
        "/broken": { GET: () => Promise.reject(new Error("something broke")) },
      },
      0,
    );
    const address = new URL(server.address);
    port = Number(address.port);
    token = address.searchParams.get("token") ?? "";
  });
  after(() => server.close());

  /** Sends a request as it is: `fetch` would set some headers itself and mend the path. */
  function send(
    path: string,
    { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      });
      sent.once("error", reject).end();
    });
  }
  const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code?: string }).code;

  it("answers whoever has the token, in an address that nobody guesses", async () => {
    expect(await send(`/?token=${token}`)).to.include({ status: 200, text: `page ${token}` });
    expect(Buffer.from(token, "base64url")).to.have.length(32);
    const other = await startGuardedServer({}, 0);
    await other.close();
    expect(new URL(other.address).searchParams.get("token")).not.to.equal(token);
    expect(new URL(server.address).hostname).to.equal("127.0.0.1");
  });

  it("refuses a request without the token, or with another", async () => {
    for (const path of ["/", "/?token=", `/?token=${token.slice(1)}`, `/?token=${token}x`, "/things?name=x"]) {
      const answer = await send(path);
      expect(answer.status, path).to.equal(403);
      expect(codeOf(answer), path).to.equal("TOKEN_REFUSED");
      expect(answer.text).not.to.include(token);
    }
  });

  it("refuses a name that only points here, as after DNS rebinding", async () => {
    for (const host of ["example.org", `example.org:${port}`, "127.0.0.1", "127.0.0.1:1", `127.0.0.1:${port}.org`]) {
      const answer = await send(`/?token=${token}`, { headers: { host } });
      expect({ status: answer.status, code: codeOf(answer) }, host).to.deep.equal({
        status: 403,
        code: "HOST_REFUSED",
      });
    }
    expect((await send(`/?token=${token}`, { headers: { host: `localhost:${port}` } })).status).to.equal(200);
  });

  it("refuses requests of other sites, even with the token", async () => {
    for (const origin of ["https://example.org", "null", `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      for (const method of ["GET", "POST"]) {
        const answer = await send(`/things?token=${token}`, { method, headers: { origin } });
        expect(codeOf(answer), `${method} ${origin}`).to.equal("ORIGIN_REFUSED");
      }
    }
    for (const site of ["cross-site", "same-site"]) {
      const answer = await send(`/things?token=${token}`, { headers: { "sec-fetch-site": site } });
      expect(codeOf(answer), site).to.equal("ORIGIN_REFUSED");
    }
  });

  it("takes what changes something from its own page only, which says so", async () => {
    const origin = `http://127.0.0.1:${port}`;
    expect(codeOf(await send(`/things?token=${token}`, { method: "POST" }))).to.equal("ORIGIN_REFUSED");
    const own = await send(`/things?token=${token}`, { method: "POST", headers: { origin } });
    expect(own.status).to.equal(201);
  });

  it("names the methods that a path takes", async () => {
    const headers = { origin: `http://127.0.0.1:${port}` };
    for (const method of ["DELETE", "PUT", "PATCH", "OPTIONS", "HEAD"]) {
      const answer = await send(`/things?token=${token}`, { method, headers });
      expect({ status: answer.status, allow: answer.headers["allow"] }, method).to.deep.equal({
        status: 405,
        allow: "GET, POST",
      });
    }
  });

  it("has nothing but its routes, however a path is spelled", async () => {
    const paths = [
      "/../package.json",
      "/%2e%2e/package.json",
      "//",
      "/things/",
      "/things/../",
      "/toString",
      "/__proto__",
    ];
    for (const path of paths) {
      const answer = await send(`${path}?token=${token}`);
      expect({ status: answer.status, code: codeOf(answer) }, path).to.deep.equal({ status: 404, code: "NOT_FOUND" });
    }
  });

  it("forbids caches, frames, sniffing, foreign code and requests to others, in every answer", async () => {
    for (const path of [`/?token=${token}`, "/", `/nothing?token=${token}`, `/broken?token=${token}`]) {
      const { headers } = await send(path);
      expect(headers, path).to.include({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
      const policy = String(headers["content-security-policy"]).split("; ");
      expect(policy, path).to.include.members(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]);
      expect(policy, path).to.include.members(["frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"]);
      expect(policy.join(), path).not.to.match(/unsafe|\*|http/);
    }
  });

  it("answers a problem with its code, and an error with a sentence", async () => {
    const problem = await send(`/no?token=${token}`);
    expect(problem).to.include({ status: 409, text: '{"code":"NOT_NOW","message":"Not now."}' });
    const error = await send(`/broken?token=${token}`);
    expect(error).to.include({ status: 500, text: '{"code":"INTERNAL","message":"something broke"}' });
  });

  it("goes on when a page has gone before it was answered", async () => {
    const written = new Promise<void>((resolve) => (lateWritten = resolve));
    const asked = request({ host: "127.0.0.1", port, path: `/late?token=${token}` });
    asked.once("error", () => undefined).end();
    await once(asked, "socket");
    setTimeout(() => asked.destroy(), 50);
    await written;
    // What is wrong with a write to nobody is said later.
    await new Promise((resolve) => setImmediate(resolve));
    expect((await send(`/?token=${token}`)).status).to.equal(200);
  });

  it("fails where its port is taken", async () => {
    const error = await startGuardedServer({}, port).catch((reason: unknown) => reason);
    expect(error).to.include({ code: "EADDRINUSE" });
  });
});
