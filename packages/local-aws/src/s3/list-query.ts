import { invalidArgument } from "./errors";
import type { S3Request } from "./request";

/** What the requests for lists of keys have in common. */
export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Largest number of entries, as the response states it. */
  readonly max: number;
  readonly encode: (text: string) => string;
  readonly encodingType: string | undefined;
}

/** A number of entries, 1000 at most. @throws AwsError `InvalidArgument`. */
export function maxOf({ call: { query } }: S3Request, parameter: string): number {
  const text = query.get(parameter);
  if (text === undefined || text === "") return 1000;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    const message = /^-?\d+$/.test(text)
      ? `Argument ${parameter} must be an integer between 0 and 2147483647`
      : `Provided ${parameter} not an integer or within integer range`;
    throw invalidArgument(message, { ArgumentName: parameter, ArgumentValue: text });
  }
  return Math.min(Number(text), 1000);
}

/** Percent-encoding of keys in lists: everything but unreserved characters and slashes. */
function encodeKey(text: string): string {
  return encodeURIComponent(text)
    .replace(/%2F/g, "/")
    .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @throws AwsError `InvalidArgument`. */
export function listQuery(request: S3Request, maxParameter: string): ListQuery {
  const { query } = request.call;
  const encodingType = query.get("encoding-type");
  if (encodingType !== undefined && encodingType !== "url") {
    throw invalidArgument("Invalid Encoding Method specified in Request", {
      ArgumentName: "encoding-type",
      ArgumentValue: encodingType,
    });
  }
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    max: maxOf(request, maxParameter),
    encodingType,
    encode: encodingType === "url" ? encodeKey : (text) => text,
  };
}

/** The prefix up to the delimiter that stands for a key in a list; undefined for a key that is listed itself. */
export function commonPrefix({ prefix, delimiter }: ListQuery, key: string): string | undefined {
  const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
}
