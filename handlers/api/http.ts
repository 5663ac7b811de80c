import type { ProblemCode } from "../contract/upload-api";

/** The parts that are used of the event of an API Gateway Lambda proxy integration. */
export interface ApiEvent {
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly body: string | null;
  readonly isBase64Encoded?: boolean;
}

/** The response of such an integration. */
export interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ApiHandler = (event: ApiEvent) => Promise<ApiAnswer>;

/** A JSON response. An image's status changes at any moment, so no cache may store it. */
export function answer(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

/** An error response: a stable code for programs and a sentence for people. */
export function problem(statusCode: number, code: ProblemCode, message: string): ApiAnswer {
  return answer(statusCode, { code, message });
}

/** The body as JSON; undefined if it is absent or not JSON. */
export function jsonBody({ body, isBase64Encoded }: ApiEvent): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString());
  } catch {
    return undefined;
  }
}

/** Lets pages of an origin read the responses; without an origin there are no such headers. */
export function withCors(handler: ApiHandler, origin: string | undefined): ApiHandler {
  if (origin === undefined) return handler;
  return async (event) => {
    const { headers, ...rest } = await handler(event);
    return { ...rest, headers: { ...headers, "access-control-allow-origin": origin, vary: "origin" } };
  };
}
