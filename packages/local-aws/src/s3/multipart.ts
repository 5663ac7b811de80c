import { randomBytes } from "node:crypto";

import type { StateStore, StateTable } from "../state/state-store";
import { noSuchUpload } from "./errors";
import { partKey } from "../state/record-keys";
import type { ObjectEncryption, ObjectMetadata } from "./types";

export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly blob: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly lastModified: number;
}

/** A multipart upload in progress. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly metadata: ObjectMetadata;
  readonly encryption: ObjectEncryption;
  readonly tags: Readonly<Record<string, string>>;
  /** Checksum algorithm of the client's choice, in lower case. */
  readonly checksum: string | undefined;
  readonly checksumType: "FULL_OBJECT" | "COMPOSITE" | undefined;
  /** By part number. */
  readonly parts: Record<number, UploadedPart>;
}

/** Multipart uploads in progress. */
export class Multipart {
  private readonly uploads = new Map<string, MultipartUpload>();
  private readonly savedUploads: StateTable<Omit<MultipartUpload, "parts">>;
  private readonly savedParts: StateTable<UploadedPart>;

  constructor(state: StateStore) {
    this.savedUploads = state.table("s3-uploads");
    this.savedParts = state.table("s3-parts");
    for (const [uploadId, upload] of this.savedUploads.takeSaved())
      this.uploads.set(uploadId, { ...upload, parts: {} });
    for (const [key, part] of this.savedParts.takeSaved()) {
      const upload = this.uploads.get(key.slice(0, key.indexOf("/")));
      if (upload !== undefined) upload.parts[part.number] = part;
    }
  }

  start(upload: Omit<MultipartUpload, "uploadId" | "initiated" | "parts">): MultipartUpload {
    const started = { ...upload, uploadId: randomBytes(48).toString("base64url"), initiated: Date.now() };
    const complete: MultipartUpload = { ...started, parts: {} };
    this.uploads.set(started.uploadId, complete);
    this.savedUploads.put(started.uploadId, started);
    return complete;
  }

  /** @throws AwsError `NoSuchUpload`. */
  get(bucket: string, key: string, uploadId: string): MultipartUpload {
    const upload = this.find(bucket, key, uploadId);
    if (upload === undefined) throw noSuchUpload();
    return upload;
  }

  find(bucket: string, key: string, uploadId: string): MultipartUpload | undefined {
    const upload = this.uploads.get(uploadId);
    return upload?.bucket === bucket && upload.key === key ? upload : undefined;
  }

  /** Whether an upload is still in progress. */
  has({ uploadId }: MultipartUpload): boolean {
    return this.uploads.has(uploadId);
  }

  /** Adds a part. @returns the file of the part that it replaces, if there is one. */
  addPart(upload: MultipartUpload, part: UploadedPart): string | undefined {
    const replaced = upload.parts[part.number]?.blob;
    upload.parts[part.number] = part;
    this.savedParts.put(partKey(upload.uploadId, part.number), part);
    return replaced;
  }

  /** Removes an upload. @returns the files of its parts. */
  end(upload: MultipartUpload): string[] {
    const { uploadId } = upload;
    this.uploads.delete(uploadId);
    this.savedUploads.delete(uploadId);
    const parts = Object.values(upload.parts);
    for (const { number } of parts) this.savedParts.delete(partKey(uploadId, number));
    return parts.map((part) => part.blob);
  }

  of(bucket: string): MultipartUpload[] {
    return [...this.uploads.values()].filter((upload) => upload.bucket === bucket);
  }

  /** Removes every upload of a bucket. @returns the files of their parts. */
  abortAll(bucket: string): string[] {
    return this.of(bucket).flatMap((upload) => this.end(upload));
  }

  /** The files of every part. */
  blobs(): string[] {
    return [...this.uploads.values()].flatMap(({ parts }) => Object.values(parts).map(({ blob }) => blob));
  }
}
