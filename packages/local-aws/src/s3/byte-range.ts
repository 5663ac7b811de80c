import { AwsError } from "../http/aws-error";
import { invalidArgument } from "./errors";
import type { ObjectVersion } from "./types";

/** Bytes of an object, both ends inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A single byte range (RFC 9110, section 14); several ranges and other units select the whole object, as in S3. */
export function rangeOfHeader(text: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end || start >= sizeBytes) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      ActualObjectSize: String(sizeBytes),
    });
  }
  return { start, end };
}

/** The number of a part in a query. @throws AwsError `InvalidArgument`. */
export function partNumberOf(text: string | undefined): number {
  const number = Number(text === "" ? undefined : text);
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", {
      ArgumentName: "partNumber",
      ArgumentValue: text ?? "",
    });
  }
  return number;
}

/** Bytes of one part; an object that was uploaded at once is its only part. @throws AwsError `InvalidPartNumber`. */
export function rangeOfPart(version: ObjectVersion, number: number): ByteRange {
  const parts = version.parts ?? [{ number: 1, sizeBytes: version.sizeBytes, checksums: {} }];
  let start = 0;
  for (const part of parts) {
    if (part.number === number) return { start, end: start + part.sizeBytes - 1 };
    start += part.sizeBytes;
  }
  throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, {
    PartNumberRequested: String(number),
    ActualPartCount: String(parts.length),
  });
}
