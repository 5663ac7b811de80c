import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { makeFolder, writeError } from "../command-line/make-folder";

/** Longest file name on common file systems, in bytes. A key has up to 1024. */
const MAX_NAME_BYTES = 255;

/**
 * Writes an object to a file below `dir`, named by its key as far as the file system allows. The file is renamed when
 * it is complete: an interrupted run leaves no truncated result.
 *
 * @param signal ends the download, and leaves nothing of it
 * @returns the file
 * @throws CliError OUT_NOT_WRITABLE or DISK_FULL
 */
export async function download(
  s3: S3Client,
  bucket: string,
  key: string,
  dir: string,
  signal?: AbortSignal,
): Promise<string> {
  const file = path.join(dir, ...safeSegments(key));
  const temporary = path.join(path.dirname(file), `.${randomUUID()}.part`);
  try {
    makeFolder(path.dirname(file), "OUT_NOT_WRITABLE");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      ...(signal && { abortSignal: signal }),
    });
    if (!(Body instanceof Readable)) throw new Error(`${bucket}/${key} has no content`);
    await pipeline(Body, createWriteStream(temporary), { ...(signal && { signal }) });
    renameSync(temporary, file);
    return file;
  } catch (error) {
    discard(temporary);
    throw writeError(file, "OUT_NOT_WRITABLE", error);
  }
}

/** Removes a file. Its own failure is ignored: the error that led here is the one to report. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing could be written, nothing has to be removed.
  }
}

/** A key is not a path: segments that would lead out of the folder, or are empty, are renamed. */
function safeSegments(key: string): string[] {
  return key
    .split("/")
    .map((segment) => (/^\.{0,2}$/.test(segment) ? `_${segment}` : segment.replaceAll("\\", "_")))
    .map(shortEnough);
}

/** Replaces the end of a name that is too long by a digest, so that names stay distinct; the extension stays. */
function shortEnough(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MAX_NAME_BYTES) return name;
  const extension = /\.\w{1,8}$/.exec(name)?.[0] ?? "";
  const end = `~${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}${extension}`;
  // The last character may have been cut within its bytes.
  const begin = bytes
    .subarray(0, MAX_NAME_BYTES - end.length)
    .toString()
    .replace(/\ufffd$/, "");
  return `${begin}${end}`;
}
