import { createHash } from "node:crypto";

import { AwsError } from "../http/aws-error";
import { header, type HttpCall } from "../http/call";
import type { Blobs } from "./blobs";
import { checksumNames, startChecksum } from "./checksums";
import { decodeChunked } from "./chunked";

/** Largest object or part of one request, in bytes (5 GiB). */
const MAX_BYTES = 5 * 1024 ** 3;

/** A stored body. */
interface ReceivedBody {
  readonly blob: string;
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Checksums that the client requested, by name. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** The checksum algorithm that a request names, for a header or a trailer. */
function checksumAlgorithm(call: HttpCall): string | undefined {
  const stated = checksumNames.find((name) => header(call, `x-amz-checksum-${name}`) !== undefined);
  if (stated !== undefined) return stated;
  const trailer = /^x-amz-checksum-(\w+)$/.exec(header(call, "x-amz-trailer") ?? "")?.[1];
  return trailer ?? header(call, "x-amz-sdk-checksum-algorithm")?.toLowerCase();
}

function badDigest(what: string): AwsError {
  return new AwsError("BadDigest", `The ${what} you specified did not match what we received.`);
}

/** Stores `chunks` and measures their size, MD5, SHA-256 and, if `algorithm` is given, that checksum. */
export async function storeBytes(
  blobs: Blobs,
  chunks: AsyncIterable<Buffer>,
  algorithm?: string,
): Promise<ReceivedBody & { sha256: string }> {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  const checksum = algorithm === undefined ? undefined : startChecksum(algorithm);
  if (algorithm !== undefined && checksum === undefined) {
    throw new AwsError("InvalidRequest", `Checksum algorithm "${algorithm}" is not supported.`);
  }
  let sizeBytes = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BYTES) {
        throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
      }
      md5.update(chunk);
      sha256.update(chunk);
      checksum?.update(chunk);
      yield chunk;
    }
  }
  const blob = await blobs.write(measured());
  const checksums = checksum === undefined || algorithm === undefined ? {} : { [algorithm]: checksum.digest() };
  return { blob, sizeBytes, md5: md5.digest(), checksums, sha256: sha256.digest("hex") };
}

/**
 * Stores the body of an upload and compares it with every size, hash and checksum that the request states.
 *
 * @throws AwsError `BadDigest`, `IncompleteBody`, `XAmzContentSHA256Mismatch`, `EntityTooLarge`; then nothing is
 * stored.
 */
export async function receiveBody(call: HttpCall, blobs: Blobs): Promise<ReceivedBody> {
  const payload = header(call, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD";
  const chunked = payload.startsWith("STREAMING-");
  const algorithm = checksumAlgorithm(call);
  const trailers = new Map<string, string>();
  const source = chunked
    ? decodeChunked(call.stream as AsyncIterable<Buffer>, trailers)
    : (call.stream as AsyncIterable<Buffer>);
  const received = await storeBytes(blobs, source, algorithm);
  const problem = mismatch(call, payload, trailers, received, algorithm);
  if (problem !== undefined) {
    await blobs.remove(received.blob);
    throw problem;
  }
  return received;
}

function mismatch(
  call: HttpCall,
  payload: string,
  trailers: ReadonlyMap<string, string>,
  received: ReceivedBody & { sha256: string },
  algorithm: string | undefined,
): AwsError | undefined {
  const length =
    header(call, "x-amz-decoded-content-length") ??
    (payload.startsWith("STREAMING-") ? undefined : header(call, "content-length"));
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
  if (contentMd5 !== undefined && contentMd5 !== received.md5.toString("base64")) return badDigest("Content-MD5");
  if (algorithm !== undefined) {
    const stated = header(call, `x-amz-checksum-${algorithm}`) ?? trailers.get(`x-amz-checksum-${algorithm}`);
    if (stated !== undefined && stated !== received.checksums[algorithm]) return badDigest(algorithm.toUpperCase());
  }
  return undefined;
}
