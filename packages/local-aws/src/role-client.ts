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

/** Sends a request with the permissions of a role that a service (`states.amazonaws.com`) assumes. */
export type CallAsRole = (
  roleArn: string,
  principal: string,
  sourceArn: string,
  request: AwsRequest,
) => Promise<AwsResponse>;

/** Dependencies of {@link makeCallAsRole}. */
interface RoleClientDeps {
  readonly region: string;
  readonly endpoint: () => string;
  /**
   * Starts a session of the role; refused if its trust policy does not name the service.
   *
   * @throws AwsError `AccessDenied`.
   */
  readonly assumeRole: (roleArn: string, principal: string, sourceArn: string) => SessionCredentials;
}

/** Longest wait for a response, in milliseconds (15 min, Lambda's limit; API Gateway's own is 29 s). */
const TIMEOUT_MS = 15 * 60 * 1000;

/**
 * A client for services that act as a role. Its requests are signed and sent to the endpoint like an SDK's: the
 * receiving service authorizes them by the role's policies.
 */
export function makeCallAsRole(deps: RoleClientDeps): { call: CallAsRole; close: () => void } {
  const sessions = new Map<string, SessionCredentials>();
  const agent = new Agent({ keepAlive: true });
  const call: CallAsRole = async (roleArn, principal, sourceArn, awsRequest) => {
    const key = `${roleArn} ${principal} ${sourceArn}`;
    // The trust policy is checked when the session starts; its keys stay in use.
    const session = sessions.get(key) ?? deps.assumeRole(roleArn, principal, sourceArn);
    sessions.set(key, session);
    return await send(agent, deps, session, awsRequest);
  };
  return { call, close: () => agent.destroy() };
}

async function send(
  agent: Agent,
  deps: RoleClientDeps,
  session: SessionCredentials,
  awsRequest: AwsRequest,
): Promise<AwsResponse> {
  const { service, method, path, query = {}, headers = {}, body = "" } = awsRequest;
  const url = new URL(deps.endpoint());
  const signer = new SignatureV4({
    service,
    region: deps.region,
    credentials: session,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const signed = await signer.sign({
    protocol: "http:",
    hostname: url.hostname,
    port: Number(url.port),
    method,
    path: service === "s3" ? canonicalS3Path(path) : path,
    query: { ...query },
    headers: { ...headers, host: url.host, "content-length": String(Buffer.byteLength(body)) },
    body,
  });
  const text = new URLSearchParams(query).toString().replace(/\+/g, "%20");
  const target = { host: url.hostname, port: url.port, path: text === "" ? path : `${path}?${text}` };
  return await new Promise<AwsResponse>((resolve, reject) => {
    const fail = (error: Error) => reject(new AwsError("ServiceUnavailable", `${service}: ${error.message}`, 503));
    const outgoing = httpRequest({ ...target, method, headers: signed.headers, agent, timeout: TIMEOUT_MS });
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
