import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import { ConsoleProblem } from "./problem";

/** What a request must match. */
export interface Gate {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** What the printed address ends with. */
  readonly token: string;
}

/** The parts of a request that the gate looks at. */
export interface Knock {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly token: string | null;
}

/** Query parameter of the token. An address has it, an image's and a stream's too: those cannot send a header. */
export const TOKEN_PARAMETER = "token";

/**
 * Lets in requests of this machine's own page only. Host: another site's name may point to 127.0.0.1 (DNS rebinding).
 * Origin and Sec-Fetch-Site (Fetch Standard, sections 3.2 and "Fetch Metadata Request Headers", 2.3): another site's
 * page may send requests here. Token: other users and programs of this machine can connect too.
 *
 * @throws ConsoleProblem 403 HOST_REFUSED, ORIGIN_REFUSED, TOKEN_REFUSED
 */
export function admit({ method, headers, token }: Knock, gate: Gate): void {
  const hosts = [`127.0.0.1:${gate.port}`, `localhost:${gate.port}`];
  const { host = "", origin } = headers;
  if (!hosts.includes(host)) {
    throw new ConsoleProblem(403, "HOST_REFUSED", `Host must be ${hosts.join(" or ")}; got "${host}".`);
  }
  const isRead = method === "GET" || method === "HEAD";
  const isForeign = origin === undefined ? !isRead : origin !== `http://${host}`;
  if (isForeign) {
    throw new ConsoleProblem(403, "ORIGIN_REFUSED", `Origin must be http://${host}; got "${origin ?? ""}".`);
  }
  const site = headers["sec-fetch-site"] ?? "none";
  if (site !== "none" && site !== "same-origin") {
    throw new ConsoleProblem(
      403,
      "ORIGIN_REFUSED",
      `Requests of other sites are refused; this one is ${String(site)}.`,
    );
  }
  if (!isSame(token ?? "", gate.token)) {
    const message = "The token is missing or wrong: open the whole address that npm run serve has printed.";
    throw new ConsoleProblem(403, "TOKEN_REFUSED", message);
  }
}

/** Compares in a time that depends on neither text; their digests have one length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
