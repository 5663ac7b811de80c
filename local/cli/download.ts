import { createWriteStream, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { makeFolder, unwritable } from "./make-folder";

/**
 * Writes an object below `dir`, under its key. It gets its name only when it is whole: an interrupted run leaves no half
 * a picture.
 *
 * @returns the file
 * @throws CliError OUT_NOT_WRITABLE or DISK_FULL
 */
export async function download(s3: S3Client, bucket: string, key: string, dir: string): Promise<string> {
  const file = path.join(dir, ...safeSegments(key));
  const temporary = `${file}.${process.pid}.part`;
  try {
    makeFolder(path.dirname(file), "OUT_NOT_WRITABLE");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new Error(`${bucket}/${key} has no content`);
    await pipeline(Body, createWriteStream(temporary));
    renameSync(temporary, file);
    return file;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unwritable(file, "OUT_NOT_WRITABLE", error);
  }
}

/** A key is no path: what would lead out of the folder, or nowhere, is spelled differently. */
function safeSegments(key: string): string[] {
  return key.split("/").map((segment) => (/^\.{0,2}$/.test(segment) ? `_${segment}` : segment.replaceAll("\\", "_")));
}
