import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { Agent, request as httpRequest } from "node:http";

import { AwsError } from "./http/aws-error";
import { canonicalS3Path } from "./http/sigv4";
import type { SessionCredentials } from "./iam/iam";

/** A request of one service to another. */
export interface AwsRequest {
  /** Name in the credential scope: `s3`, `dynamodb`, `states` … */
  readonly service: string;
  readonly method: string;
  /** Percent-encoded path, with the leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface AwsResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Where requests go. */
export interface Endpoint {
  readonly region: string;
  readonly endpoint: () => string;
}

/** Longest wait for a response, in milliseconds (15 min, Lambda's limit; API Gateway's own is 29 s). */
const TIMEOUT_MS = 15 * 60 * 1000;

/**
 * Sends a request to the cloud's endpoint like an SDK.
 *
 * @param credentials keys to sign with; undefined: the request is anonymous
 * @throws AwsError `ServiceUnavailable` if nothing answers.
 */
export async function sendRequest(
  agent: Agent,
  { region, endpoint }: Endpoint,
  credentials: SessionCredentials | undefined,
  awsRequest: AwsRequest,
): Promise<AwsResponse> {
  const { service, method, path, query = {}, headers = {}, body = "" } = awsRequest;
  const url = new URL(endpoint());
  const unsigned = { ...headers, host: url.host, "content-length": String(Buffer.byteLength(body)) };
  const sign = async (keys: SessionCredentials) => {
    const signer = new SignatureV4({
      ...{ service, region, credentials: keys },
      ...{ sha256: Sha256, uriEscapePath: service !== "s3" },
    });
    const signed = await signer.sign({
      protocol: "http:",
      hostname: url.hostname,
      port: Number(url.port),
      method,
      path: service === "s3" ? canonicalS3Path(path) : path,
      query: { ...query },
      headers: unsigned,
      body,
    });
    return signed.headers;
  };
  const sent = credentials === undefined ? unsigned : await sign(credentials);
  const text = new URLSearchParams(query).toString().replace(/\+/g, "%20");
  const target = { host: url.hostname, port: url.port, path: text === "" ? path : `${path}?${text}` };
  return await new Promise<AwsResponse>((resolve, reject) => {
    const fail = (error: Error) => reject(new AwsError("ServiceUnavailable", `${service}: ${error.message}`, 503));
    const outgoing = httpRequest({ ...target, method, headers: sent, agent, timeout: TIMEOUT_MS });
    outgoing.on("error", fail);
    outgoing.on("timeout", () => outgoing.destroy(new Error("the response timed out")));
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", fail);
      incoming.on("end", () => {
        const names = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: incoming.statusCode ?? 500,
          headers: Object.fromEntries(names) as Record<string, string>,
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoing.end(body);
  });
}
