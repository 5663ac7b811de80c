import { AwsError } from "../http/aws-error";

/**
 * Decodes the `aws-chunked` framing of a body: `hex-size[;chunk-signature=…]CRLF bytes CRLF … 0CRLF trailers CRLF`.
 *
 * Chunk signatures are not verified: the signature of the headers is, and the body has a checksum. Trailers are added
 * to `trailers` (lower-case names) after the last chunk.
 *
 * @throws AwsError `IncompleteBody` if the framing is invalid or incomplete.
 */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let buffered: Buffer = Buffer.alloc(0);
  let left = 0;
  let state: "size" | "data" | "trailers" = "size";
  for await (const chunk of source) {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    for (;;) {
      if (state === "data") {
        if (left > 2) {
          const piece = buffered.subarray(0, Math.min(left - 2, buffered.length));
          if (piece.length > 0) yield piece;
          left -= piece.length;
          buffered = buffered.subarray(piece.length);
        }
        if (left > 2 || buffered.length < 2) break;
        buffered = buffered.subarray(2);
        left = 0;
        state = "size";
        continue;
      }
      const end = buffered.indexOf("\r\n");
      if (end < 0) break;
      const line = buffered.toString("latin1", 0, end);
      buffered = buffered.subarray(end + 2);
      if (state === "trailers") {
        const colon = line.indexOf(":");
        if (colon > 0) trailers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
        continue;
      }
      const size = /^([0-9a-f]+)(;|$)/i.exec(line)?.[1];
      if (size === undefined) throw new AwsError("IncompleteBody", "The body has an invalid chunk size.");
      const bytes = parseInt(size, 16);
      state = bytes === 0 ? "trailers" : "data";
      left = bytes + 2;
    }
  }
  if ((state as string) !== "trailers")
    throw new AwsError("IncompleteBody", "The request ended before its last chunk.");
}
