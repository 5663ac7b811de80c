import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import type { Call } from "../http/service";
import { signatureMismatch } from "../http/sigv4";
import { decodeChunked } from "./chunked";
import { invalidArgument, notImplemented } from "./errors";

const UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const payloads = ["UNSIGNED-PAYLOAD", UNSIGNED_CHUNKS, SIGNED_CHUNKS, `${SIGNED_CHUNKS}-TRAILER`];

/** The hash of the body that was signed, or what stands for it. */
export const payloadOf = (call: Call) => header(call, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD";

export const isChunked = (call: Call) => payloadOf(call).startsWith("STREAMING-");

/** @throws AwsError for a body whose framing or signature cannot be judged. */
export function checkPayload(call: Call): void {
  const payload = payloadOf(call);
  if (payload.startsWith("STREAMING-AWS4-ECDSA-")) throw notImplemented(`signatures of version 4A ("${payload}")`);
  if (!payloads.includes(payload) && !/^[0-9a-f]{64}$/.test(payload)) {
    throw invalidArgument(`x-amz-content-sha256 must be ${payloads.join(", ")} or a valid sha256 value.`, {
      ArgumentName: "x-amz-content-sha256",
      ArgumentValue: payload,
    });
  }
  if (!isChunked(call)) return;
  if (header(call, "x-amz-decoded-content-length") === undefined) {
    throw new AwsError("MissingContentLength", "You must provide the Content-Length HTTP header.", 411);
  }
  if (payload !== UNSIGNED_CHUNKS && call.chunkSignatures === undefined) throw signatureMismatch();
}

/** The bytes of a body without their framing, and the trailers behind them, once all have been read. */
export function unframed(call: Call): {
  readonly chunks: AsyncIterable<Buffer>;
  readonly trailers: Map<string, string>;
} {
  const trailers = new Map<string, string>();
  const stream = call.stream as AsyncIterable<Buffer>;
  if (!isChunked(call)) return { chunks: stream, trailers };
  const announced = (header(call, "x-amz-trailer") ?? "").toLowerCase().split(",").filter(Boolean);
  const signatures = payloadOf(call) === UNSIGNED_CHUNKS ? undefined : call.chunkSignatures;
  return { chunks: decodeChunked(stream, { trailers, announced, signatures }), trailers };
}
