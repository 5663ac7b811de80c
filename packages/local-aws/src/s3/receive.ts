import { createHash } from "node:crypto";

import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import type { Call } from "../http/service";
import type { Blobs } from "./blobs";
import { checksumBytes, checksumNames, startChecksum } from "./checksums";
import { badDigest, invalidRequest, unsupportedChecksum } from "./errors";
import { checkPayload, isChunked, payloadOf, unframed } from "./payload";

/** Largest object or part of one request, in bytes (5 GiB). */
const MAX_BYTES = 5 * 1024 ** 3;

/** The checksum algorithm that a request names, for a header or a trailer. */
function checksumAlgorithm(call: Call): string | undefined {
  const stated = checksumNames.find((name) => header(call, `x-amz-checksum-${name}`) !== undefined);
  if (stated !== undefined) return stated;
  const trailer = /^x-amz-checksum-(\w+)$/.exec(header(call, "x-amz-trailer") ?? "")?.[1];
  return trailer ?? header(call, "x-amz-sdk-checksum-algorithm")?.toLowerCase();
}

/** What is measured of a body while it passes. */
interface Measured {
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Hexadecimal. */
  readonly sha256: string;
  /** The checksum that the client requested, by its name. */
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * Measures size, MD5, SHA-256 and, if `algorithm` is given, that checksum of what passes through `pass`.
 *
 * @param maxBytes Above it `tooLarge` is thrown.
 */
function meter(algorithm: string | undefined, maxBytes: number, tooLarge: () => AwsError) {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  const checksum = algorithm === undefined ? undefined : startChecksum(algorithm);
  if (algorithm !== undefined && checksum === undefined) throw unsupportedChecksum();
  let sizeBytes = 0;
  return {
    async *pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) throw tooLarge();
        md5.update(chunk);
        sha256.update(chunk);
        checksum?.update(chunk);
        yield chunk;
      }
    },
    result(): Measured {
      const checksums = checksum === undefined || algorithm === undefined ? {} : { [algorithm]: checksum.digest() };
      return { sizeBytes, md5: md5.digest(), sha256: sha256.digest("hex"), checksums };
    },
  };
}

/** A stored body. */
interface ReceivedBody extends Measured {
  readonly blob: string;
}

const entityTooLarge = () =>
  new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");

/** Stores `chunks` and measures them. */
export async function storeBytes(
  blobs: Blobs,
  chunks: AsyncIterable<Buffer>,
  algorithm?: string,
): Promise<ReceivedBody> {
  const measured = meter(algorithm, MAX_BYTES, entityTooLarge);
  const blob = await blobs.write(measured.pass(chunks));
  return { blob, ...measured.result() };
}

/**
 * Reads a small body and compares it like that of an upload.
 *
 * `checksumOf` says what a checksum in the headers is of: the completion of an upload states that of the object.
 *
 * @throws AwsError `MaxMessageLengthExceeded` above `maxBytes`, and as {@link receiveBody}.
 */
export async function receiveDocument(
  call: Call,
  maxBytes: number,
  { checksumOf = "body" }: { readonly checksumOf?: "body" | "object" } = {},
): Promise<Buffer> {
  checkPayload(call);
  if (checksumOf === "body") checkStated(call);
  const algorithm = checksumOf === "body" ? checksumAlgorithm(call) : undefined;
  const measured = meter(
    algorithm,
    maxBytes,
    () =>
      new AwsError("MaxMessageLengthExceeded", "Your request was too big.", 400, {
        MaxMessageLengthBytes: String(maxBytes),
      }),
  );
  const { chunks, trailers } = unframed(call);
  const body: Buffer[] = [];
  for await (const chunk of measured.pass(chunks)) body.push(chunk);
  const problem = mismatch(call, trailers, measured.result(), algorithm);
  if (problem !== undefined) throw problem;
  return Buffer.concat(body);
}

/**
 * Stores the body of an upload and compares it with every size, hash and checksum that the request states.
 *
 * @param byDefault Checksum that is computed where the request names none.
 * @throws AwsError `BadDigest`, `IncompleteBody`, `XAmzContentSHA256Mismatch`, `EntityTooLarge`; then nothing is
 * stored.
 */
export async function receiveBody(call: Call, blobs: Blobs, byDefault?: string): Promise<ReceivedBody> {
  checkPayload(call);
  checkStated(call);
  const algorithm = checksumAlgorithm(call) ?? byDefault;
  if (Number(header(call, "x-amz-decoded-content-length") ?? header(call, "content-length") ?? 0) > MAX_BYTES) {
    throw entityTooLarge();
  }
  const { chunks, trailers } = unframed(call);
  const received = await storeBytes(blobs, chunks, algorithm);
  const problem = mismatch(call, trailers, received, algorithm);
  if (problem !== undefined) {
    await blobs.remove(received.blob);
    throw problem;
  }
  return received;
}

/** @throws AwsError `InvalidDigest`, `InvalidRequest` for what no body can have, before any of it is received. */
function checkStated(call: Call): void {
  const md5 = header(call, "content-md5");
  if (md5 !== undefined && !isBase64Of(md5, 16)) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", 400, { "Content-MD5": md5 });
  }
  const stated = checksumNames.filter((name) => header(call, `x-amz-checksum-${name}`) !== undefined);
  if (stated.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  for (const name of stated) {
    if (!isBase64Of(header(call, `x-amz-checksum-${name}`) ?? "", checksumBytes(name))) {
      throw invalidRequest(`Value for x-amz-checksum-${name} header is invalid.`);
    }
  }
}

function isBase64Of(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text;
}

function mismatch(
  call: Call,
  trailers: ReadonlyMap<string, string>,
  received: Measured,
  algorithm: string | undefined,
): AwsError | undefined {
  const payload = payloadOf(call);
  const length =
    header(call, "x-amz-decoded-content-length") ?? (isChunked(call) ? undefined : header(call, "content-length"));
  if (length !== undefined && Number(length) !== received.sizeBytes) {
    return new AwsError(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header.",
    );
  }
  if (/^[0-9a-f]{64}$/.test(payload) && payload !== received.sha256) {
    return new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const contentMd5 = header(call, "content-md5");
  if (contentMd5 !== undefined && contentMd5 !== received.md5.toString("base64")) {
    return badDigest("The Content-MD5 you specified did not match what we received");
  }
  if (algorithm !== undefined) {
    const stated = header(call, `x-amz-checksum-${algorithm}`) ?? trailers.get(`x-amz-checksum-${algorithm}`);
    if (stated !== undefined && stated !== received.checksums[algorithm]) {
      return badDigest(`The ${algorithm.toUpperCase()} you specified did not match the calculated checksum`);
    }
  }
  return undefined;
}
