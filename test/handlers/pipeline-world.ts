import type { ImageEvent, ImageRecord, Variant } from "../../handlers/contract";
import type { Connections } from "../../handlers/ports";
import type { MessageQueue } from "../../handlers/ports/message-queue";
import type { ObjectRef, ObjectStore } from "../../handlers/ports/object-store";
import type { ImageOutcome, RenderedVariant } from "../../handlers/ports/telemetry";
import type { WebhookAnswer, WebhookMessage } from "../../handlers/ports/webhook";
import { memoryImages, MemoryImage, type ImageSteps } from "./memory-images";
import { memoryImageRecords } from "./memory-image-records";
import { memoryObjectStore, type MemoryObject } from "./memory-object-store";

/** The largest original, bytes: 1 MiB. */
export const MAX_INPUT_BYTES = 2 ** 20;

export { coded } from "./memory-images";

/** The source's object of a name: `cat.jpg`, or `cat.jpg@v1` for one version. */
function refOf(name: string): ObjectRef {
  const [key = "", versionId] = name.split("@");
  return { bucket: "source", key, ...(versionId === undefined ? {} : { versionId }) };
}

/**
 * The ports in memory. An original's body is text: `jpeg 400x300` is an image, anything else is refused by its header.
 * Tests make ports fail with `breakStore` and the like.
 */
export class PipelineWorld {
  private readonly objects = memoryObjectStore(() => this.now);
  private readonly memory = memoryImageRecords();
  /** The time of every upload and write. */
  now = new Date("2026-01-02T03:04:05.000Z");
  /** What is in the table, by id. */
  readonly records: Map<string, ImageRecord> = this.memory.items;
  /** Objects whose body was read, whose body was discarded, and what was removed: `<bucket>/<key>@<version>`. */
  readonly log = this.objects.log;
  readonly outcomes: ImageOutcome[] = [];
  /** Variants that were made on their own, as it was reported. */
  readonly rendered: RenderedVariant[] = [];
  /** What was logged outside of images. */
  readonly problems: string[] = [];
  /** Messages that were sent, by queue. */
  readonly sent: Record<"work" | "failures" | "deadLetters" | "webhooks", object[]> = {
    work: [],
    failures: [],
    deadLetters: [],
    webhooks: [],
  };
  /** Events that were published, and how many of those at once the bus takes. */
  readonly published: ImageEvent[] = [];
  publishable = Infinity;
  /** What was sent to the webhook, and what it answers next; then that it has taken it. */
  readonly posted: WebhookMessage[] = [];
  readonly webhookAnswers: WebhookAnswer[] = [];
  /** Seconds by receipt handle for which messages were postponed. */
  readonly postponed: Record<string, number> = {};
  /** Keys that were invalidated at the edge, one list for a request. */
  readonly invalidations: string[][] = [];
  private readonly changedKeys = new Set<string>();
  flushes = 0;
  /** Readable watermarks by key. */
  readonly watermarks = new Map([["logo.png", new MemoryImage(() => this.imageSteps, "image/png", 100, 50)]]);
  private imageSteps: ImageSteps = { open: () => Promise.resolve(), encode: () => Promise.resolve() };
  requestId: string | undefined;
  readonly variants: Variant[] = [
    { name: "processed", width: 300, height: 300, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
  ];

  readonly connections: { -readonly [K in keyof Connections]: Connections[K] } = {
    settings: {
      sourceBucket: "source",
      uploadPrefix: "",
      suffixes: [".jpg", ".png"],
      destinationBucket: "destination",
      variants: this.variants,
      followsRemovals: true,
      keepsDamaged: false,
      describes: false,
      manifests: false,
      address: "stable",
      maxInputBytes: MAX_INPUT_BYTES,
      maxInputPx: 1_000_000,
    },
    store: this.objects.store,
    records: this.memory.records,
    signer: {
      uploadForm: ({ bucket, key, ...rules }) =>
        Promise.resolve({ url: `https://${bucket}.example/`, fields: { key, policy: JSON.stringify(rules) } }),
      link: (bucket, key, expiresSec) => Promise.resolve(`https://${bucket}.example/${key}?expires=${expiresSec}`),
      edgeLink: (url) => Promise.resolve(url),
    },
    edge: {
      enabled: false,
      changed: (key) => void this.changedKeys.add(key),
      flush: () => {
        if (this.changedKeys.size > 0) this.invalidations.push([...this.changedKeys].sort());
        this.changedKeys.clear();
        return Promise.resolve();
      },
    },
    Jimp: memoryImages(() => this.imageSteps),
    workQueue: this.queueTo("work"),
    failureQueue: this.queueTo("failures"),
    deadLetterQueue: this.queueTo("deadLetters"),
    webhookQueue: this.queueTo("webhooks"),
    webhook: {
      post: (message) => {
        this.posted.push(message);
        return Promise.resolve(this.webhookAnswers.shift() ?? { delivered: true, outcome: "answered with 200" });
      },
    },
    imageEvents: {
      publish: (events) => {
        const taken = events.slice(0, this.publishable);
        this.published.push(...taken);
        return Promise.resolve(taken.length);
      },
    },
    recordOfItem: (item) => item as unknown as ImageRecord,
    executions: { machineName: "image-workflow", run: () => Promise.reject(new Error("no state machine")) },
    watermarks: {
      read: (key) => {
        const image = this.watermarks.get(key);
        const unusable = Object.assign(new Error(`The watermark ${key} cannot be used.`), {
          code: "WATERMARK_UNUSABLE",
        });
        return image ? Promise.resolve(image) : Promise.reject(unusable);
      },
    },
    telemetry: {
      problem: (message) => void this.problems.push(message),
      begin: (requestId) => void (this.requestId = requestId),
      record: (outcome) => void this.outcomes.push(outcome),
      invalidated: () => undefined,
      rendered: (variant) => void this.rendered.push(variant),
      flush: () => void (this.flushes += 1),
    },
    specificationOf: ({ name, width, height }) => `${name}:${width}x${height}`,
    imageId: ({ bucket, key, versionId }) => `id:${bucket}/${key}${versionId === undefined ? "" : `@${versionId}`}`,
    appearanceOf: ({ width, height }) => ({ placeholder: `${width}x${height}`, perceptual_hash: "00" }),
    placeholderUrl: (placeholder) => `data:${placeholder}`,
    digest: (bytes) => `digest of ${bytes.toString()}`,
  };

  private queueTo(name: keyof PipelineWorld["sent"]): MessageQueue {
    return {
      send: (message) => Promise.resolve(void this.sent[name].push(JSON.parse(JSON.stringify(message)) as object)),
      postpone: (receiptHandle, seconds) => Promise.resolve(void (this.postponed[receiptHandle] = seconds)),
    };
  }

  constructor() {
    this.objects.createBucket("source", false);
    this.objects.createBucket("destination", true);
  }

  /** Puts an edge in front of the results. Returns a switch that makes its invalidations fail. */
  deliver(): (fails: boolean) => void {
    const { edge } = this.connections;
    let broken = false;
    const flush = () => {
      if (!broken || this.changedKeys.size === 0) return edge.flush();
      this.changedKeys.clear();
      return Promise.reject(Object.assign(new Error("too many"), { name: "TooManyInvalidationsInProgress" }));
    };
    this.connections.edge = { ...edge, enabled: true, flush };
    return (fails) => void (broken = fails);
  }

  /** Uploads an original. One with a version makes the source a bucket with versions. */
  upload(name: string, text: string, metadata: Readonly<Record<string, string>> = {}): void {
    const ref = refOf(name);
    if (ref.versionId !== undefined) this.objects.enableVersioning("source");
    this.objects.upload(ref, text, metadata);
  }

  /** Hides a key of the source behind a delete marker: `cat.jpg@<marker>`. */
  hide(name: string): void {
    this.objects.enableVersioning("source");
    this.objects.hide(refOf(name));
  }

  /** Deletes a version, a delete marker, or an object without versions, permanently. */
  drop(...names: readonly string[]): void {
    for (const name of names) this.objects.drop(refOf(name));
  }

  /** Makes the source a bucket with versions. */
  keepVersions(): void {
    this.objects.enableVersioning("source");
  }

  /** The current objects of the source by key. */
  get originals(): ReadonlyMap<string, MemoryObject> {
    return this.objects.objects("source");
  }

  /** The current objects of the destination by key. */
  get results(): ReadonlyMap<string, MemoryObject> {
    return this.objects.objects("destination");
  }

  /** Stores an object in the destination, over whatever is there. */
  store(key: string, text: string, metadata: Readonly<Record<string, string>>): void {
    this.objects.put("destination", key, {
      bytes: Buffer.from(text),
      contentType: "image/jpeg",
      cacheControl: "",
      metadata,
    });
  }

  removeResults(): void {
    for (const key of this.results.keys()) this.objects.hide({ bucket: "destination", key });
  }

  /** Replaces methods of the object store. */
  breakStore(methods: Partial<ObjectStore>): void {
    this.connections.store = { ...this.connections.store, ...methods };
  }

  /** Replaces methods of the dead-letter queue. */
  breakDeadLetterQueue(methods: Partial<MessageQueue>): void {
    this.connections.deadLetterQueue = { ...this.connections.deadLetterQueue, ...methods };
  }

  /** Replaces methods of the record store. */
  breakRecords(methods: Partial<Connections["records"]>): void {
    this.connections.records = { ...this.connections.records, ...methods };
  }

  /** Replaces what happens before an image is opened, or encoded. */
  breakImages(steps: Partial<ImageSteps>): void {
    this.imageSteps = { ...this.imageSteps, ...steps };
  }

  /** Changes settings. */
  configure(settings: Partial<Connections["settings"]>): void {
    // With routes the others of the world's settings stay, and nothing may look at them.
    this.connections.settings = { ...this.connections.settings, ...settings } as Connections["settings"];
  }

  /** Lets something happen after an original was rendered and before its results are stored. */
  beforeStoring(happen: () => unknown): void {
    this.breakImages({ encode: () => Promise.resolve(void happen()) });
  }
}

/** A method of a port that fails. */
export const fails =
  (error: Error): (() => Promise<never>) =>
  () =>
    Promise.reject(error);
