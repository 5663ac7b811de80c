import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { makeFolder, unwritable } from "../command-line/make-folder";

/** Longest name that file systems take, in bytes. A key has up to 1024, and a result's is longer than its picture's. */
const MAX_NAME_BYTES = 255;

/**
 * Writes an object below `dir`, under its key as far as files can have such names. It gets its name only when it is
 * whole: an interrupted run leaves no half a picture.
 *
 * @returns the file
 * @throws CliError OUT_NOT_WRITABLE or DISK_FULL
 */
export async function download(s3: S3Client, bucket: string, key: string, dir: string): Promise<string> {
  const file = path.join(dir, ...safeSegments(key));
  const temporary = path.join(path.dirname(file), `.${randomUUID()}.part`);
  try {
    makeFolder(path.dirname(file), "OUT_NOT_WRITABLE");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new Error(`${bucket}/${key} has no content`);
    await pipeline(Body, createWriteStream(temporary));
    renameSync(temporary, file);
    return file;
  } catch (error) {
    discard(temporary);
    throw unwritable(file, "OUT_NOT_WRITABLE", error);
  }
}

/** What hindered the writing may hinder this too, and is what has to be told. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // There is nothing to remove where nothing could be written.
  }
}

/** A key is no path: what would lead out of the folder, or nowhere, is spelled differently. */
function safeSegments(key: string): string[] {
  return key
    .split("/")
    .map((segment) => (/^\.{0,2}$/.test(segment) ? `_${segment}` : segment.replaceAll("\\", "_")))
    .map(shortEnough);
}

/** A name that is too long loses its end to a digest of the whole, so that names stay different; the extension stays. */
function shortEnough(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MAX_NAME_BYTES) return name;
  const extension = /\.\w{1,8}$/.exec(name)?.[0] ?? "";
  const end = `~${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}${extension}`;
  // The last character may have been cut in two.
  const begin = bytes
    .subarray(0, MAX_NAME_BYTES - end.length)
    .toString()
    .replace(/\ufffd$/, "");
  return `${begin}${end}`;
}
