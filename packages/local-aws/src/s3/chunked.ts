import { createHash, type Hash } from "node:crypto";

import { AwsError } from "../http/aws-error";
import type { ChunkSignatures } from "../http/chunk-signatures";

/** Smallest chunk except for the last one, in bytes (8 KiB). */
const MIN_CHUNK_BYTES = 8192;

/** Longest line between chunks, in bytes. A size with a signature has about a hundred, a trailer little more. */
const MAX_LINE_BYTES = 8192;

const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/** How a body is framed, and where to put what it carries. */
export interface Framing {
  /** Gets the trailers behind the last chunk, by their names in lower case. */
  readonly trailers: Map<string, string>;
  /** Names of the trailers that the request announces. */
  readonly announced: readonly string[];
  /** Verifies the signatures of the chunks, and of the trailers; absent: there are none. */
  readonly signatures?: ChunkSignatures;
}

/**
 * Decodes the `aws-chunked` framing of a body: `hex-size[;chunk-signature=…]CRLF bytes CRLF … 0CRLF trailers CRLF`.
 *
 * A chunk's bytes are passed on before its signature can be verified: who keeps them must drop them if this throws.
 *
 * @throws AwsError `IncompleteBody` if the framing is invalid or incomplete, `SignatureDoesNotMatch`,
 * `InvalidChunkSizeError`, and `MalformedTrailerError` for other trailers than those announced.
 */
export async function* decodeChunked(source: AsyncIterable<Buffer>, framing: Framing): AsyncGenerator<Buffer> {
  const chunks = new Chunks(framing);
  for await (const piece of source) yield* chunks.next(piece);
  chunks.end();
}

class Chunks {
  private buffered: Buffer = Buffer.alloc(0);
  private state: "size" | "data" | "trailers" = "size";
  /** Bytes of the chunk that are still to come, the line break behind them not included. */
  private left = 0;
  private signature: string | undefined;
  private hash: Hash | undefined;
  private number = 0;
  private bytes = Infinity;
  private trailerLines = "";

  constructor(private readonly framing: Framing) {}

  /** The data in the next piece of the body. */
  *next(piece: Buffer): Generator<Buffer> {
    this.buffered = this.buffered.length === 0 ? piece : Buffer.concat([this.buffered, piece]);
    while (this.buffered.length > 0) {
      if (this.state === "data") {
        if (this.left > 0) {
          const data = this.buffered.subarray(0, this.left);
          this.buffered = this.buffered.subarray(data.length);
          this.left -= data.length;
          this.hash?.update(data);
          yield data;
          continue;
        }
        if (this.buffered.length < 2) return;
        this.endChunk();
        continue;
      }
      const line = this.line();
      if (line === undefined) return;
      if (this.state === "size") this.startChunk(line);
      else this.addTrailer(line);
    }
  }

  /** What must hold at the end of the body. */
  end(): void {
    if (this.state !== "trailers") throw incomplete("The request ended before its last chunk.");
    const { trailers, announced, signatures } = this.framing;
    const signature = trailers.get(TRAILER_SIGNATURE);
    trailers.delete(TRAILER_SIGNATURE);
    if (trailers.size !== announced.length || !announced.every((name) => trailers.has(name))) {
      throw new AwsError(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
      );
    }
    if (trailers.size > 0) signatures?.verifyTrailers(sha256(this.trailerLines), signature);
  }

  private line(): string | undefined {
    const end = this.buffered.indexOf("\r\n");
    if (end > MAX_LINE_BYTES || (end < 0 && this.buffered.length > MAX_LINE_BYTES)) {
      throw incomplete("The body has an invalid chunk size.");
    }
    if (end < 0) return undefined;
    const line = this.buffered.toString("latin1", 0, end);
    this.buffered = this.buffered.subarray(end + 2);
    return line;
  }

  private startChunk(line: string): void {
    const [, size, signature] = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line) ?? [];
    if (size === undefined) throw incomplete("The body has an invalid chunk size.");
    const bytes = parseInt(size, 16);
    this.number += 1;
    if (bytes > 0 && this.bytes < MIN_CHUNK_BYTES) throw shortChunk(this.number, this.bytes);
    this.bytes = bytes;
    this.signature = signature;
    this.hash = this.framing.signatures === undefined ? undefined : createHash("sha256");
    this.left = bytes;
    this.state = "data";
    if (bytes > 0) return;
    // No line break follows an empty chunk's data: there is none.
    this.verifyChunk();
    this.state = "trailers";
  }

  private endChunk(): void {
    if (this.buffered.toString("latin1", 0, 2) !== "\r\n") throw incomplete("A chunk is longer than its size.");
    this.buffered = this.buffered.subarray(2);
    this.verifyChunk();
    this.state = "size";
  }

  private verifyChunk(): void {
    const { hash } = this;
    if (hash !== undefined) this.framing.signatures?.verifyChunk(hash.digest("hex"), this.signature);
  }

  private addTrailer(line: string): void {
    const colon = line.indexOf(":");
    if (colon <= 0) return;
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    this.framing.trailers.set(name, value);
    if (name !== TRAILER_SIGNATURE) this.trailerLines += `${name}:${value}\n`;
    if (this.trailerLines.length > MAX_LINE_BYTES) throw incomplete("The trailers are too long.");
  }
}

const shortChunk = (chunk: number, bytesBefore: number) =>
  new AwsError("InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes", 403, {
    Chunk: String(chunk),
    BadChunkSize: String(bytesBefore),
  });

const incomplete = (message: string) => new AwsError("IncompleteBody", message);

const sha256 = (text: string) => createHash("sha256").update(text, "latin1").digest("hex");
