import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { messageOf } from "@image-pipeline/local-pulumi";
import { admit, TOKEN_PARAMETER, type Gate } from "./guard";
import { ConsoleProblem, notFound } from "./problem";

/** A request that was let in, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly reply: ServerResponse;
  readonly query: URLSearchParams;
  readonly token: string;
}

/** Answers a request, or throws: a ConsoleProblem is the answer then, anything else is a 500. */
type Handle = (exchange: Exchange) => Promise<void> | void;

/** What is answered, by path and method. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<"GET" | "POST" | "DELETE", Handle>>>>>;

/** A guarded server while it runs. */
export interface GuardedServer {
  /** `http://127.0.0.1:PORT/?token=…`. */
  readonly address: string;
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>;
}

/** Of every answer. Nothing of it may be kept, framed, sniffed, run by another page or told to another site. */
const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Bytes of a token: as many as of a key of AES-256. */
const TOKEN_BYTES = 32;

/**
 * Serves routes on 127.0.0.1 to whoever has the token of the address.
 *
 * @param port TCP port; 0: any free one
 * @throws Error with `code` `EADDRINUSE` if the port is taken
 */
export async function startGuardedServer(routes: Routes, port: number): Promise<GuardedServer> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const server = createServer((request, reply) => void answer(routes, { port: bound, token }, request, reply));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = (server.address() as AddressInfo).port;
  let closed: Promise<unknown> | undefined;
  return {
    address: `http://127.0.0.1:${bound}/?${TOKEN_PARAMETER}=${token}`,
    close: async () => {
      closed ??= new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(routes: Routes, gate: Gate, request: IncomingMessage, reply: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(safeHeaders)) reply.setHeader(name, value);
  try {
    // A path is compared as it was sent: `..` and `%2e` are in no route.
    const [path = "/", search = ""] = (request.url ?? "/").split(/\?(.*)/s);
    const query = new URLSearchParams(search);
    const { method = "GET", headers } = request;
    admit({ method, headers, token: query.get(TOKEN_PARAMETER) }, gate);
    const route = routes[path];
    if (route === undefined) throw notFound(`Nothing is at ${path}.`);
    const handle = Object.entries(route).find(([allowed]) => allowed === method)?.[1];
    if (handle === undefined) {
      const allowed = Object.keys(route).join(", ");
      reply.setHeader("allow", allowed);
      throw new ConsoleProblem(405, "METHOD_REFUSED", `${path} takes ${allowed}; got ${method}.`);
    }
    await handle({ request, reply, query, token: gate.token });
  } catch (error) {
    refuse(reply, error);
    // What is left of a body that nobody reads would hold the connection.
    if (!request.complete) request.resume();
  }
}

function refuse(reply: ServerResponse, error: unknown): void {
  if (reply.headersSent) return void reply.destroy();
  const problem = error instanceof ConsoleProblem ? error : new ConsoleProblem(500, "INTERNAL", messageOf(error));
  sendJson(reply, problem.view, problem.status);
}

/** Sends a JSON document. */
export function sendJson(reply: ServerResponse, body: object, status = 200): void {
  reply.writeHead(status, { "content-type": "application/json" });
  reply.end(JSON.stringify(body));
}
