import type {
  Connections,
  ImageOutcome,
  ImageRecord,
  ObjectRef,
  PictureHeader,
  Rendered,
  Variant,
  WriteOptions,
} from "../../handlers/ports";

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
  /** The version that a key shows now; keys that are not here show what they hold. */
  readonly current = new Map<string, string | undefined>();
  readonly results = new Map<string, StoredResult>();
  readonly records = new Map<string, ImageRecord>();
  readonly outcomes: ImageOutcome[] = [];
  readonly discarded: string[] = [];
  readonly read: string[] = [];
  flushes = 0;
  requestId: string | undefined;
  variants: Variant[] = [
    { name: "processed", width: 300, height: 300, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
  ];

  readonly connections: { -readonly [K in keyof Connections]: Connections[K] } = {
    settings: {
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
      isCurrent: (ref) =>
        Promise.resolve(this.current.has(ref.key) ? this.current.get(ref.key) === ref.versionId : true),
      write: (bucket, key, bytes, options) => {
        this.results.set(`${bucket}/${key}`, { bytes, ...options });
        return Promise.resolve();
      },
    },
    records: {
      put: (record) => {
        this.records.set(record.image_id, record);
        return Promise.resolve(true);
      },
    },
    imaging: {
      probe: (bytes, { maxInputPx }) => probe(bytes, maxInputPx),
      render: (bytes, variants, { maxInputPx }) =>
        Promise.resolve(variants.map((variant) => render(probe(bytes, maxInputPx), variant))),
    },
    telemetry: {
      begin: (requestId) => void (this.requestId = requestId),
      record: (outcome) => void this.outcomes.push(outcome),
      flush: () => void (this.flushes += 1),
    },
    imageId: (ref) => `id:${ref.bucket}/${nameOf(ref)}`,
  };
}

function probe(bytes: Buffer, maxInputPx: number): PictureHeader {
  const [, format, width, height] = /^(\w+) (\d+)x(\d+)$/.exec(bytes.toString()) ?? [];
  if (!format) throw coded("NOT_AN_IMAGE", "the bytes are no picture");
  const header = { mime: `image/${format}`, width: Number(width), height: Number(height) };
  if (header.width * header.height > maxInputPx) throw coded("IMAGE_TOO_LARGE", "too many pixels");
  return header;
}

function render(header: PictureHeader, { name, width, height, format }: Variant): Rendered {
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
