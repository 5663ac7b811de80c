import { isRecord } from "../../json";
import { isHiddenFromFunctions, readOnlyHeaders } from "../header-rules";
import type { HeaderValues, ViewerRequest, ViewerResponse } from "./message";
import { parametersOf, queryOf } from "./query";

type EventType = keyof typeof readOnlyHeaders;

/** A value of an event: `multiValue` where a name comes several times. */
interface EventValue {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
  readonly attributes?: string;
}

type EventValues = Readonly<Record<string, EventValue>>;

/** Longest URI with its query, in characters ("Restrictions on all edge functions"). */
const MAX_URI = 8192;

/** What a function returned does not pass CloudFront's validation. */
export class FunctionResultError extends Error {
  override readonly name = "FunctionResultError";
}

const invalid = (why: string) => new FunctionResultError(why);

function collapsed(pairs: readonly (readonly [string, string])[]): EventValues {
  const byName = new Map<string, string[]>();
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
  return Object.fromEntries(
    [...byName].map(([name, values]) => [
      name,
      {
        value: values[0] ?? "",
        ...(values.length > 1 && { multiValue: values.map((value) => ({ value })) }),
      },
    ]),
  );
}

function visible(headers: HeaderValues): EventValues {
  return collapsed(
    Object.entries(headers)
      .filter(([name]) => !isHiddenFromFunctions(name))
      .flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  );
}

/** The request part of an event ("CloudFront Functions event structure"). */
export function eventRequest(request: ViewerRequest): object {
  const { method, uri, query, headers, cookies } = request;
  return {
    ...{ method, uri },
    querystring: collapsed(parametersOf(query)),
    headers: visible(headers),
    cookies: collapsed(cookies),
  };
}

/** The response part of an event. Functions do not see the body. */
export function eventResponse({ status, headers }: ViewerResponse): object {
  const lists = Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? [value] : value]);
  return { statusCode: status, headers: visible(Object.fromEntries(lists) as HeaderValues), cookies: {} };
}

/** The values of a field that a function returned, `multiValue` first. */
function* valuesOf(what: string, fields: unknown): Generator<readonly [name: string, value: string, field: object]> {
  if (fields === undefined) return;
  if (!isRecord(fields)) throw invalid(`${what}: expected an object`);
  for (const [name, field] of Object.entries(fields)) {
    if (!isRecord(field)) throw invalid(`${what}.${name}: expected an object with a value`);
    const several = Array.isArray(field.multiValue) ? (field.multiValue as unknown[]) : [field];
    for (const one of several) {
      const value = isRecord(one) ? one.value : undefined;
      if (typeof value !== "string") throw invalid(`${what}.${name}.value: expected a string`);
      yield [name, value, isRecord(one) ? one : field];
    }
  }
}

/** Headers that a function returned. What it may not change must be as it was. */
function returnedHeaders(type: EventType, before: HeaderValues, fields: unknown): HeaderValues {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of valuesOf("headers", fields)) {
    if (name !== name.toLowerCase()) throw invalid(`headers.${name}: expected a name in lower case`);
    if (isHiddenFromFunctions(name)) throw invalid(`headers.${name}: a function cannot add this header`);
    // What no header is able to carry (RFC 9110, section 5.5).
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw invalid(`headers.${name}: no valid header`);
    }
    (headers[name] ??= []).push(value);
  }
  for (const name of readOnlyHeaders[type]) {
    const same = JSON.stringify(headers[name]) === JSON.stringify(before[name]);
    if (headers[name] !== undefined && !same) throw invalid(`headers.${name}: a function cannot change this header`);
  }
  return headers;
}

/** A request as a function has changed it. @throws FunctionResultError (502). */
export function changedRequest(request: ViewerRequest, result: Readonly<Record<string, unknown>>): ViewerRequest {
  const { method, uri, querystring } = result;
  if (method !== request.method) throw invalid("method: a function cannot change it");
  if (typeof uri !== "string" || !uri.startsWith("/")) throw invalid("uri: expected text that begins with a slash");
  const query =
    typeof querystring === "string"
      ? querystring
      : queryOf([...valuesOf("querystring", querystring)].map(([name, value]) => [name, value] as const));
  if (/[^!-~]|#/.test(query)) throw invalid("querystring: it has spaces, control characters or #");
  if (uri.length + query.length >= MAX_URI) throw invalid(`uri: expected less than ${MAX_URI} characters`);
  const returned = returnedHeaders("viewer-request", request.headers, result.headers);
  const hidden = Object.entries(request.headers).filter(
    ([name]) => isHiddenFromFunctions(name) || (readOnlyHeaders["viewer-request"] as readonly string[]).includes(name),
  );
  return {
    ...request,
    uri: encodedUri(uri),
    // A function that leaves the query alone leaves it as it was sent.
    query: query === queryOf(parametersOf(request.query)) ? request.query : query,
    headers: { ...returned, ...Object.fromEntries(hidden) },
    cookies: [...valuesOf("cookies", result.cookies)].map(([name, value]) => [name, value] as const),
  };
}

/** A URI with what is no ASCII percent-encoded: CloudFront forwards what a function returns as UTF-8. */
function encodedUri(uri: string): string {
  const encoded = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return uri.replace(/[^\x21-\x7e]+/gu, (text) => [...Buffer.from(text)].map(encoded).join(""));
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === "string") return Buffer.from(body);
  const { data, encoding = "text" } = isRecord(body) ? body : {};
  if (typeof data !== "string" || (encoding !== "text" && encoding !== "base64")) {
    throw invalid("body: expected text, or { encoding, data }");
  }
  return Buffer.from(data, encoding === "base64" ? "base64" : "utf8");
}

/** A response that a function returned. @throws FunctionResultError (502). */
export function changedResponse(
  type: EventType,
  before: Pick<ViewerResponse, "headers" | "body">,
  result: Readonly<Record<string, unknown>>,
): Omit<ViewerResponse, "result"> {
  const { statusCode } = result;
  if (typeof statusCode !== "number" || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    throw invalid("statusCode: expected an integer of 200 to 599");
  }
  const lists = Object.fromEntries(
    Object.entries(before.headers).map(([name, value]) => [name, typeof value === "string" ? [value] : value]),
  );
  const returned = returnedHeaders(type, lists, result.headers);
  const cookies = [...valuesOf("cookies", result.cookies)].map(([name, value, field]) => {
    const { attributes } = field as EventValue;
    if (!/^[\x21-\x7e]*$/.test(`${name}${value}`) || !/^[\x20-\x7e]*$/.test(attributes ?? "")) {
      throw invalid(`cookies.${name}: no valid cookie`);
    }
    return `${name}=${value}${attributes === undefined || attributes === "" ? "" : `; ${attributes}`}`;
  });
  const body = bodyOf(result.body);
  const bytes = body ?? before.body;
  return {
    status: statusCode,
    headers: {
      ...returned,
      ...(cookies.length > 0 && { "set-cookie": cookies }),
      ...((body !== undefined || returned["content-length"] === undefined) && {
        "content-length": String(bytes.length),
      }),
    },
    body: bytes,
  };
}
