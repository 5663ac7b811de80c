import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";

import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

import type { Cloud } from "../../../src/cloud";

/** A PUT whose body is sent in chunks, each signed. */
export interface ChunkedRequest {
  readonly path: string;
  readonly chunks: readonly Buffer[];
  readonly trailers?: Readonly<Record<string, string>>;
  /** Value of `x-amz-trailer`. Default: the names of the trailers. */
  readonly announced?: string;
  /** Value of `x-amz-content-sha256`. Default: signed chunks, with signed trailers if there are some. */
  readonly payload?: string;
  /** Default: the size of the chunks; null: not stated. */
  readonly decodedLength?: number | null;
  /** The signature that is sent of a chunk; empty: none. */
  readonly sign?: (signature: string, index: number) => string;
  /** The bytes that are sent of a chunk. */
  readonly send?: (bytes: Buffer, index: number) => Buffer;
  /** The signature that is sent of the trailers; empty: none. */
  readonly signTrailers?: (signature: string) => string;
}

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest();

/** Base64 of the CRC-32 of bytes, as S3 states it. */
export function crc32Of(bytes: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString("base64");
}

/** Signs request, chunks and trailers as the account's root, and sends them. */
export async function chunkedRequest(
  { endpoint, region, credentials }: Pick<Cloud, "endpoint" | "region" | "credentials">,
  request: ChunkedRequest,
): Promise<{ readonly status: number; readonly code: string; readonly text: string }> {
  const { chunks, trailers = {}, sign = (one) => one, send = (bytes) => bytes, signTrailers = (one) => one } = request;
  const names = Object.keys(trailers);
  const suffix = names.length === 0 ? "" : "-TRAILER";
  const payload = request.payload ?? `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${suffix}`;
  const length = request.decodedLength === undefined ? Buffer.concat(chunks).length : request.decodedLength;
  const signer = new SignatureV4({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false });
  const url = new URL(endpoint);
  const { headers } = await signer.sign({
    protocol: "http:",
    hostname: url.hostname,
    port: Number(url.port),
    method: "PUT",
    path: request.path,
    headers: {
      host: url.host,
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": payload,
      ...(length !== null && { "x-amz-decoded-content-length": String(length) }),
      ...(names.length > 0 && { "x-amz-trailer": request.announced ?? names.join(",") }),
    },
  });
  const date = String(headers["x-amz-date"]);
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${credentials.secretAccessKey}`, day), region), "s3"), "aws4_request");
  let previous = /Signature=(\w+)/.exec(String(headers["authorization"]))?.[1] ?? "";
  const next = (kind: string, ...hashes: readonly string[]) => {
    previous = hmac(key, [`AWS4-HMAC-SHA256-${kind}`, date, scope, previous, ...hashes].join("\n")).toString("hex");
    return previous;
  };
  const isSigned = !payload.startsWith("STREAMING-UNSIGNED");
  const framed = [...chunks, Buffer.alloc(0)].map((bytes, index) => {
    const signature = isSigned ? sign(next("PAYLOAD", sha256(""), sha256(bytes)), index) : "";
    const line = `${bytes.length.toString(16)}${signature === "" ? "" : `;chunk-signature=${signature}`}\r\n`;
    return Buffer.concat([Buffer.from(line), send(bytes, index), Buffer.from(bytes.length === 0 ? "" : "\r\n")]);
  });
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
  const signature = isSigned && lines.length > 0 ? signTrailers(next("TRAILER", sha256(`${lines.join("\n")}\n`))) : "";
  const tail = [...lines, ...(signature === "" ? [] : [`x-amz-trailer-signature:${signature}`]), ""].join("\r\n");
  const body = Buffer.concat([...framed, Buffer.from(`${tail}\r\n`)]);
  const response = await fetch(`${endpoint}${request.path}`, { method: "PUT", headers, body });
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)</.exec(text)?.[1] ?? "", text };
}
