import { createHmac } from "node:crypto";

import type { SignatureClaim } from "./signature-claim";
import { sameSignature, scopeOf, signatureMismatch, signingKey } from "./sigv4";

/** SHA-256 of nothing: each chunk states it in place of headers. */
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * The signatures in a body that is sent in signed chunks: each covers its chunk and the signature before it, the first
 * one that of the request (Amazon S3 API Reference, signature calculations: transferring payload in multiple chunks).
 */
export class ChunkSignatures {
  private previous: string;

  /** @param secret of the key that has signed the request */
  constructor(
    private readonly secret: string,
    private readonly claim: SignatureClaim,
  ) {
    this.previous = claim.signature;
  }

  /**
   * Verifies the next chunk, the empty last one included.
   *
   * @param sha256 of its data, hexadecimal
   * @throws AwsError `SignatureDoesNotMatch`
   */
  verifyChunk(sha256: string, signature: string | undefined): void {
    this.verify("AWS4-HMAC-SHA256-PAYLOAD", [EMPTY_SHA256, sha256], signature);
  }

  /**
   * Verifies the trailers, which follow the last chunk.
   *
   * @param sha256 of the lines `name:value`, each with a line feed, hexadecimal
   * @throws AwsError `SignatureDoesNotMatch`
   */
  verifyTrailers(sha256: string, signature: string | undefined): void {
    this.verify("AWS4-HMAC-SHA256-TRAILER", [sha256], signature);
  }

  private verify(algorithm: string, hashes: readonly string[], signature: string | undefined): void {
    const { claim, previous, secret } = this;
    const toSign = [algorithm, claim.date, scopeOf(claim), previous, ...hashes].join("\n");
    const expected = createHmac("sha256", signingKey(secret, claim)).update(toSign).digest();
    if (signature === undefined || !sameSignature(expected, signature)) throw signatureMismatch();
    this.previous = signature;
  }
}
