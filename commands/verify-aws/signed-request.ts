import { Sha256 } from "@aws-crypto/sha256-js";
import type { S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";

/** A request that is signed for a service of which there is no client here. */
export interface RequestSpec {
  /** Name in the signature's scope: `execute-api`, `logs`. */
  readonly service: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** What a service answered. */
interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type SignedRequest = (spec: RequestSpec) => Promise<Reply>;

/** Longest wait for an answer, ms: API Gateway's own limit is 29 s. */
const REQUEST_TIMEOUT_MS = 35_000;

/** Signs requests with the credentials that a client of the SDK uses. */
export function signedRequests({ config }: S3Client, region: string): SignedRequest {
  return async ({ service, url, method = "GET", headers = {}, body = "" }) => {
    const { hostname, port, host, protocol, pathname, searchParams } = new URL(url);
    const signer = new SignatureV4({ service, region, credentials: config.credentials, sha256: Sha256 });
    const signed = await signer.sign({
      ...{ protocol, hostname, method, body },
      ...(port !== "" && { port: Number(port) }),
      // The signer encodes what is in the path.
      path: decodeURI(pathname),
      query: Object.fromEntries(searchParams),
      headers: { ...headers, host },
    });
    const answer = await fetch(url, {
      ...{ method, headers: signed.headers, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) },
      ...(body.length > 0 && { body: typeof body === "string" ? body : new Uint8Array(body) }),
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  };
}
