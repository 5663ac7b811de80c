import type { IncomingMessage } from "node:http";

import { newRequestId } from "../ids";

/** Values by name in lower case; several where a header comes several times. */
export type HeaderValues = Readonly<Record<string, readonly string[]>>;

/** What a viewer asks for: as it came, or as a function has changed it. */
export interface ViewerRequest {
  /** Unique: `x-amz-cf-id` of the response. */
  readonly id: string;
  readonly method: string;
  /** Path as sent: percent-encoded, without the query. */
  readonly uri: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Without `cookie`. */
  readonly headers: HeaderValues;
  /** In the order in which they came. */
  readonly cookies: readonly (readonly [name: string, value: string])[];
  readonly ip: string;
  readonly hasBody: boolean;
}

/** What a viewer gets. */
export interface ViewerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** `Hit`, `Miss` …: the first word of `x-cache`. */
  readonly result: string;
}

/** The first value of a header. */
export function headerOf({ headers }: Pick<ViewerRequest, "headers">, name: string): string | undefined {
  return headers[name]?.[0];
}

function cookiesOf(values: readonly string[]): (readonly [string, string])[] {
  return values
    .flatMap((value) => value.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

/** Reads a request as it came. */
export function readRequest(stream: IncomingMessage): ViewerRequest {
  const { url = "/", method = "GET", rawHeaders } = stream;
  const mark = url.indexOf("?");
  const all: Record<string, string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    (all[(rawHeaders[at] ?? "").toLowerCase()] ??= []).push(rawHeaders[at + 1] ?? "");
  }
  const { cookie = [], ...headers } = all;
  return {
    id: newRequestId(),
    method,
    uri: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers,
    cookies: cookiesOf(cookie),
    ip: stream.socket.remoteAddress ?? "",
    hasBody: Number(headers["content-length"]?.[0] ?? 0) > 0 || headers["transfer-encoding"] !== undefined,
  };
}
