import type { ImageRecord, Variant } from "../../handlers/contract";
import type { Connections } from "../../handlers/ports";
import type { ImageHeader, Rendition } from "../../handlers/ports/image-engine";
import type { CurrentObject, ObjectRef, WriteOptions } from "../../handlers/ports/object-store";
import type { ImageOutcome } from "../../handlers/ports/telemetry";

export interface StoredResult extends WriteOptions {
  readonly bytes: Buffer;
}

/** A refusal as adapters and imaging make it. */
export const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });

const nameOf = ({ key, versionId }: ObjectRef): string => (versionId === undefined ? key : `${key}@${versionId}`);

/**
 * The ports over plain maps. An original's body is text: `jpeg 400x300` is a picture, anything else is what `probe`
 * finds no image in. Failures are put in by replacing a port.
 */
export class PipelineWorld {
  readonly originals = new Map<string, string>();
  /** What a key of the source shows now; keys that are not here show the newest version they hold. */
  readonly shown = new Map<string, CurrentObject>();
  readonly results = new Map<string, StoredResult>();
  readonly records = new Map<string, ImageRecord>();
  readonly outcomes: ImageOutcome[] = [];
  readonly discarded: string[] = [];
  readonly removed: string[] = [];
  readonly read: string[] = [];
  flushes = 0;
  requestId: string | undefined;
  variants: Variant[] = [
    { name: "processed", width: 300, height: 300, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
  ];

  readonly connections: { -readonly [K in keyof Connections]: Connections[K] } = {
    settings: {
      sourceBucket: "source",
      uploadPrefix: "",
      suffixes: [".jpg", ".png"],
      destinationBucket: "destination",
      variants: this.variants,
      maxInputBytes: 1000,
      maxInputPx: 1_000_000,
    },
    store: {
      open: (ref) => {
        const body = this.originals.get(nameOf(ref));
        if (body === undefined) return Promise.reject(coded("SOURCE_GONE", `${nameOf(ref)} is gone`));
        return Promise.resolve({
          sizeBytes: Buffer.byteLength(body),
          read: () => {
            this.read.push(nameOf(ref));
            return Promise.resolve(Buffer.from(body));
          },
          discard: () => void this.discarded.push(nameOf(ref)),
        });
      },
      current: (bucket, key) => Promise.resolve(bucket === "source" ? this.showOriginal(key) : this.showResult(key)),
      write: (bucket, key, bytes, options) => {
        this.results.set(`${bucket}/${key}`, { bytes, ...options });
        return Promise.resolve();
      },
      remove: (ref) => {
        this.removed.push(`${ref.bucket}/${nameOf(ref)}`);
        this.results.delete(`${ref.bucket}/${ref.key}`);
        return Promise.resolve();
      },
    },
    records: {
      enabled: true,
      put: (record) => {
        this.records.set(record.image_id, record);
        return Promise.resolve(true);
      },
      get: (imageId) => Promise.resolve(this.records.get(imageId)),
      ofKey: (bucket, key) =>
        Promise.resolve(
          [...this.records.values()]
            .filter((record) => record.source_bucket === bucket && record.original_key === key)
            .sort((a, b) => b.upload_time.localeCompare(a.upload_time)),
        ),
      remove: (imageId, upTo) => {
        const record = this.records.get(imageId);
        if (record && (upTo === undefined || record.sequencer <= upTo)) this.records.delete(imageId);
        return Promise.resolve();
      },
    },
    signer: {
      uploadForm: ({ bucket, key, ...rules }) =>
        Promise.resolve({ url: `https://${bucket}.example/`, fields: { key, policy: JSON.stringify(rules) } }),
      link: (bucket, key, expiresSec) => Promise.resolve(`https://${bucket}.example/${key}?expires=${expiresSec}`),
    },
    engine: {
      probe: (bytes, { maxInputPx }) => probe(bytes, maxInputPx),
      render: (bytes, variants, { maxInputPx }) =>
        Promise.resolve(variants.map((variant) => render(probe(bytes, maxInputPx), variant))),
    },
    telemetry: {
      begin: (requestId) => void (this.requestId = requestId),
      record: (outcome) => void this.outcomes.push(outcome),
      flush: () => void (this.flushes += 1),
    },
    itemOf: (record) => ({ ...record }),
    imageId: (ref) => `id:${ref.bucket}/${nameOf(ref)}`,
  };

  private showOriginal(key: string): CurrentObject {
    const shown = this.shown.get(key);
    if (shown) return shown;
    const versions = [...this.originals.keys()].filter((name) => name === key || name.startsWith(`${key}@`));
    const newest = versions.at(-1);
    return newest === undefined ? { state: "absent" } : present(newest.split("@")[1]);
  }

  private showResult(key: string): CurrentObject {
    const result = this.results.get(`destination/${key}`);
    return result ? { ...present(), metadata: result.metadata } : { state: "absent" };
  }
}

/** What a key shows that shows a version. */
export function present(versionId?: string): Extract<CurrentObject, { state: "present" }> {
  const version = versionId === undefined ? {} : { versionId };
  return { state: "present", ...version, modified: "2026-01-02T03:04:05.000Z", metadata: {} };
}

function probe(bytes: Buffer, maxInputPx: number): ImageHeader {
  const [, format, width, height] = /^(\w+) (\d+)x(\d+)$/.exec(bytes.toString()) ?? [];
  if (!format) throw coded("NOT_AN_IMAGE", "the bytes are no picture");
  const header = { mime: `image/${format}`, width: Number(width), height: Number(height) };
  if (header.width * header.height > maxInputPx) throw coded("IMAGE_TOO_LARGE", "too many pixels");
  return header;
}

function render(header: ImageHeader, { name, width, height, format }: Variant): Rendition {
  const kept = header.mime === "image/png" ? "png" : "jpeg";
  const output = format === "auto" ? kept : format;
  return {
    name,
    bytes: Buffer.from(`${name} of ${header.width}x${header.height}`),
    contentType: `image/${output}`,
    extension: output === "jpeg" ? ".jpg" : `.${output}`,
    width,
    height,
  };
}
