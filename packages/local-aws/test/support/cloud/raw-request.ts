import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Cloud } from "../../../src/cloud";

/** A request as it goes over the wire. */
export interface RawRequest {
  /** Name in the credential scope. */
  readonly service: string;
  /** Default `POST`. */
  readonly method?: string;
  /** Default `/`. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Signs a request as the account's root and sends it: for operations of which there is no client here. */
export async function rawRequest(
  cloud: Cloud,
  { service, method = "POST", path = "/", query = {}, headers = {}, body = "" }: RawRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const { endpoint, region, credentials } = cloud;
  const url = new URL(endpoint);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  const signed = await signer.sign({
    protocol: "http:",
    hostname: url.hostname,
    port: Number(url.port),
    method,
    path,
    query: { ...query },
    headers: { ...headers, host: url.host },
    body,
  });
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${endpoint}${path}${search === "" ? "" : `?${search}`}`, {
    method,
    headers: signed.headers,
    ...(body !== "" && { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** Calls an operation of a service with the AWS JSON protocol. */
export async function jsonRequest(
  cloud: Cloud,
  service: string,
  target: string,
  input: object,
): Promise<Record<string, unknown>> {
  const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
  const { text } = await rawRequest(cloud, { service, headers, body: JSON.stringify(input) });
  return JSON.parse(text) as Record<string, unknown>;
}
