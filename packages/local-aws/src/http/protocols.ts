import type { ServerResponse } from "node:http";

import { AwsError, errorCode, errorMessage } from "./aws-error";
import { header, type HttpCall } from "./call";
import { failJson, failQuery, send, sendJson } from "./service";
import { buildXml } from "./xml";

/** Services whose REST protocol has XML bodies. */
const xmlServices: readonly string[] = ["cloudfront", "route53", "s3", "s3express", "s3-outposts"];

/** A CBOR text of less than 64 KB (RFC 8949, section 3): its length, then UTF-8. */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** A CBOR map of texts with less than 24 members. */
function cborMap(members: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(members);
  return Buffer.concat([Buffer.from([0xa0 + entries.length]), ...entries.flat().map(cborText)]);
}

/**
 * Sends an error response in the protocol of the request: Smithy RPC v2 CBOR, AWS JSON, query, EC2 query, or REST with
 * XML or JSON.
 */
export function failInProtocol(error: unknown, call: HttpCall, service: string, reply: ServerResponse): void {
  const [code, message] = [errorCode(error), errorMessage(error)];
  const status = error instanceof AwsError ? error.status : 500;
  const contentType = header(call, "content-type") ?? "";
  if (header(call, "smithy-protocol") === "rpc-v2-cbor") {
    const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
    send(reply, status, headers, cborMap({ __type: code, message }));
  } else if (header(call, "x-amz-target") !== undefined) failJson(error, call, reply);
  else if (contentType.startsWith("application/x-www-form-urlencoded") || call.query.has("Action")) {
    if (service !== "ec2") failQuery(error, call, reply);
    else {
      const document = { Errors: { Error: { Code: code, Message: message } }, RequestID: call.requestId };
      send(reply, status, { "content-type": "text/xml" }, buildXml("Response", document));
    }
  } else if (xmlServices.includes(service)) failQuery(error, call, reply);
  else {
    reply.setHeader("x-amzn-errortype", code);
    sendJson(reply, status, { code, message }, "application/json");
  }
}

/** The operation that a request of a service names, as far as it follows without the service's model. */
export function operationName(call: HttpCall, body: Buffer | undefined): string {
  const target = header(call, "x-amz-target")?.replace(/^.*\./, "");
  const rpc = /^\/service\/[^/]+\/operation\/(\w+)$/.exec(call.path)?.[1];
  const action = call.query.get("Action") ?? new URLSearchParams(body?.toString("latin1")).get("Action");
  return target ?? rpc ?? action ?? `${call.method} ${call.path}`;
}
