import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Keys } from "../../../packages/local-aws/test/support/cloud/clients";

/** A request to an API. */
export interface ApiCall {
  readonly method: string;
  /** Below the stage, with the slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** An answer with its body read. */
interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, if it is JSON. */
  readonly json: Record<string, unknown>;
}

/** Sends a request with `fetch`, signed for `execute-api` if there are keys. */
export async function callApi(url: string, call: ApiCall, keys?: Keys): Promise<ApiReply> {
  const target = new URL(url + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) target.searchParams.set(name, value);
  const headers = keys === undefined ? call.headers : await signedHeaders(target, call, keys);
  const { method, body } = call;
  const answer = await fetch(target, { method, headers, body: typeof body === "object" ? new Uint8Array(body) : body });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: readJson(text) };
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function signedHeaders(target: URL, call: ApiCall, credentials: Keys): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service: "execute-api", region: "us-east-1", credentials, sha256: Sha256 });
  const signed = await signer.sign({
    protocol: target.protocol,
    hostname: target.hostname,
    port: Number(target.port),
    method: call.method,
    path: target.pathname,
    query: Object.fromEntries(target.searchParams),
    headers: { ...call.headers, host: target.host },
    body: call.body,
  });
  const headers = { ...signed.headers };
  delete headers.host;
  return headers;
}
