import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import { AwsError } from "./aws-error";

/** A parsed request before its sender is identified. */
export interface HttpCall {
  readonly method: string;
  /** Path as sent: percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly rawQuery: string;
  /** Decoded parameters; the first of a name wins. A parameter without `=` is the empty string. */
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  /** The body is not read yet. */
  readonly stream: IncomingMessage;
  readonly requestId: string;
}

/** Percent-decodes. @throws AwsError `InvalidURI` for what is not valid UTF-8. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.", 400);
  }
}

/** Parses a request. */
export function parseCall(stream: IncomingMessage, requestId: string): HttpCall {
  const url = stream.url ?? "/";
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? "" : url.slice(mark + 1);
  const query = new Map<string, string>();
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeUri((equals < 0 ? pair : pair.slice(0, equals)).replace(/\+/g, " "));
    const value = equals < 0 ? "" : decodeUri(pair.slice(equals + 1).replace(/\+/g, " "));
    if (!query.has(name)) query.set(name, value);
  }
  return { method: stream.method ?? "GET", path, rawQuery, query, headers: stream.headers, stream, requestId };
}

/** One header as a string, or undefined. */
export function header(call: Pick<HttpCall, "headers">, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** The whole body. @throws AwsError `RequestEntityTooLarge` above `maxBytes`. */
export async function readBody(stream: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new AwsError("RequestEntityTooLarge", `The request has more than ${maxBytes} bytes.`, 413);
  // The announced length suffices: the body need not arrive.
  if (Number(stream.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
