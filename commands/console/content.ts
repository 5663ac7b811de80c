import { basename } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";

import { GetObjectCommand, S3ServiceException, type S3Client } from "@aws-sdk/client-s3";

import { acceptedMediaTypes } from "../../handlers/contract";
import type { Exchange } from "./http-server";
import { invalid, notFound } from "./problem";

/**
 * Sends an object of a bucket. Whoever can write into the bucket chooses its bytes and its type, so it is an image or
 * a download, and neither can run anything.
 */
export async function sendObject(s3: S3Client, bucket: string, { query, reply }: Exchange): Promise<void> {
  const key = query.get("key") ?? "";
  if (key === "") throw invalid("Query parameter `key` is missing.");
  const { Body, ContentType = "", ContentLength } = await getObject(s3, bucket, key, query.get("version"));
  const isImage = acceptedMediaTypes.some((type) => type === ContentType);
  const isDownload = query.has("download") || !isImage;
  reply.writeHead(200, {
    "content-type": isImage ? ContentType : "application/octet-stream",
    "content-length": ContentLength,
    "content-security-policy": "default-src 'none'; sandbox",
    ...(isDownload && {
      "content-disposition": `attachment; filename*=UTF-8''${encodeRfc5987(basename(key))}`,
    }),
  });
  // A page that goes away while an image loads is no failure.
  await pipeline(Body as Readable, reply).catch(() => undefined);
}

/** The bytes of an object. @throws ConsoleProblem 404 */
export async function readObject(s3: S3Client, bucket: string, key: string, version?: string): Promise<Buffer> {
  return buffer((await getObject(s3, bucket, key, version)).Body as Readable);
}

async function getObject(s3: S3Client, bucket: string, key: string, version?: string | null) {
  try {
    return await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(version && { VersionId: version }) }));
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    throw notFound(`${bucket} has no object "${key}" (${error.name}).`);
  }
}

/** Encodes a file name for `filename*` (RFC 8187, section 3.2.1). */
function encodeRfc5987(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
