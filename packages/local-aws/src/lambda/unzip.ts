import { inflateRawSync } from "node:zlib";

import { AwsError } from "../http/aws-error";

/** A file of an archive. */
interface ArchiveFile {
  readonly path: string;
  readonly data: Buffer;
}

const invalid = (reason: string) =>
  new AwsError("InvalidParameterValueException", `Could not unzip uploaded file: ${reason}.`);

/** Signatures of the zip format (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL_DIRECTORY = 0x06054b50;

function findEnd(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.readUInt32LE(at) === END_OF_CENTRAL_DIRECTORY) return at;
  }
  throw invalid("it is not a zip archive");
}

/**
 * Reads the files of a zip archive: stored and deflated ones, without encryption and zip64, which Lambda refuses as
 * well.
 *
 * @throws AwsError `InvalidParameterValueException`; also for a path that would leave the folder it is unpacked to.
 */
export function unzip(zip: Buffer): ArchiveFile[] {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const files: ArchiveFile[] = [];
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== CENTRAL_HEADER) throw invalid("its central directory is damaged");
    const method = zip.readUInt16LE(at + 10);
    const compressedBytes = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const path = zip.toString("utf8", at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (path.endsWith("/")) continue;
    if (path.startsWith("/") || path.split("/").includes("..")) throw invalid(`"${path}" is outside of the folder`);
    if (zip.readUInt32LE(local) !== LOCAL_HEADER) throw invalid(`"${path}" is damaged`);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + compressedBytes);
    if (method !== 0 && method !== 8) throw invalid(`"${path}" has the unsupported compression method ${method}`);
    files.push({ path, data: method === 0 ? packed : inflateRawSync(packed) });
  }
  return files;
}
