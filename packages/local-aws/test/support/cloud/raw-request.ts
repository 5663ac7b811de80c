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
  /** Headers that are not signed. */
  readonly unsigned?: Readonly<Record<string, string>>;
  /** How the characters of headers become bytes. Default: as the standard has it, Latin-1. */
  readonly headerEncoding?: "utf8";
}

/** Signs a request as the account's root and sends it: for operations of which there is no client here. */
export async function rawRequest(
  cloud: Pick<Cloud, "endpoint" | "region" | "credentials">,
  {
    service,
    method = "POST",
    path = "/",
    query = {},
    headers = {},
    body = "",
    unsigned = {},
    headerEncoding,
  }: RawRequest,
  signingDate = new Date(),
): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const { endpoint, region, credentials } = cloud;
  const url = new URL(endpoint);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  const signed = await signer.sign(
    {
      protocol: "http:",
      hostname: url.hostname,
      port: Number(url.port),
      method,
      path,
      query: { ...query },
      headers: { ...headers, host: url.host },
      body,
    },
    { signingDate },
  );
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${endpoint}${path}${search === "" ? "" : `?${search}`}`, {
    method,
    headers: { ...encoded(signed.headers, headerEncoding), ...unsigned },
    ...(body !== "" && { body }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
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

function encoded(headers: Readonly<Record<string, string>>, encoding: "utf8" | undefined): Record<string, string> {
  if (encoding === undefined) return { ...headers };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, encoding).toString("latin1")]),
  );
}

const unsignedPayload = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };

/** A request to S3, and what it answers: status, error code and the whole text. */
export async function s3Request(
  cloud: Pick<Cloud, "endpoint" | "region" | "credentials">,
  request: Omit<RawRequest, "service">,
  signingDate?: Date,
): Promise<{ readonly status: number; readonly code: string; readonly text: string; readonly headers: Headers }> {
  const { status, text, headers } = await rawRequest(
    cloud,
    {
      service: "s3",
      ...request,
      headers: { ...unsignedPayload, ...request.headers },
    },
    signingDate,
  );
  return { status, code: /<Code>([\w.]+)<\/Code>/.exec(text)?.[1] ?? "", text, headers };
}
