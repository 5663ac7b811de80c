import type { ServerResponse } from "node:http";

import type { SignatureClaim } from "./signature-claim";
import type { Caller } from "../iam/caller";
import { AwsError, errorCode, errorMessage } from "./aws-error";
import type { HttpCall } from "./call";
import type { ChunkSignatures } from "./chunk-signatures";
import { buildXml } from "./xml";

/** A request whose sender is identified and whose signature, if it has one, is valid. */
export interface Call extends HttpCall {
  readonly caller: Caller;
  readonly claim: SignatureClaim | undefined;
  /** The signatures of the body's chunks; undefined where the request is not signed. */
  readonly chunkSignatures: ChunkSignatures | undefined;
  /** The whole body; undefined for services that read the stream themselves (S3). */
  readonly body: Buffer | undefined;
}

/** A service of the cloud on HTTP. */
export interface HttpService {
  /** Names in the credential scope of signed requests: `s3`, `dynamodb` … */
  readonly names: readonly string[];
  /** Whether a request is for this service by its path or host, whatever service it is signed for. */
  readonly claims?: (call: HttpCall) => boolean;
  /** Largest body that is read before `handle`, in bytes; undefined if the service reads the stream itself. */
  readonly maxBodyBytes: number | undefined;
  /** Whether requests without a signature are passed to `handle`. */
  readonly allowsAnonymous: boolean;
  /** Region that clients of a global service sign for, beside the cloud's own. */
  readonly globalRegion?: string;
  /** Whether requests may carry an `Authorization` that is no signature: they are anonymous then. */
  readonly allowsForeignAuthorization?: boolean;
  handle(call: Call, reply: ServerResponse): Promise<void>;
  /** Sends the error response in the service's protocol. */
  fail(error: unknown, call: HttpCall, reply: ServerResponse): void;
}

/** Sends a response. */
export function send(
  reply: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = "",
): void {
  reply.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  reply.end(body);
}

/** Sends a JSON response. */
export function sendJson(
  reply: ServerResponse,
  status: number,
  value: unknown,
  contentType = "application/x-amz-json-1.0",
): void {
  send(reply, status, { "content-type": contentType }, JSON.stringify(value));
}

/** Sends an error response of the AWS JSON protocol. */
export function failJson(error: unknown, call: HttpCall, reply: ServerResponse): void {
  const code = errorCode(error);
  const status = error instanceof AwsError ? error.status : 500;
  const members = error instanceof AwsError ? error.members : {};
  const body = JSON.stringify({ __type: code, message: errorMessage(error), Message: errorMessage(error), ...members });
  send(
    reply,
    status,
    { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code, "x-amzn-requestid": call.requestId },
    body,
  );
}

/** Sends an error response of the query protocol (SNS, STS). */
export function failQuery(error: unknown, call: HttpCall, reply: ServerResponse): void {
  const status = error instanceof AwsError ? error.status : 500;
  const body = buildXml("ErrorResponse", {
    Error: { Type: status < 500 ? "Sender" : "Receiver", Code: errorCode(error), Message: errorMessage(error) },
    RequestId: call.requestId,
  });
  send(reply, status, { "content-type": "text/xml" }, body);
}
