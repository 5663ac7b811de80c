import type { ImageAppearance } from "../contract/image-appearance";
import type { ImageRecord } from "../contract/image-record";
import type { Variant } from "../contract/variants";
import type { Edge } from "./edge";
import type { Executions } from "./executions";
import type { Image, ImageClass } from "./image";
import type { ImageEvents } from "./image-events";
import type { ImageRecords } from "./image-records";
import type { MessageQueue } from "./message-queue";
import type { ObjectRef, ObjectStore } from "./object-store";
import type { Settings } from "./settings";
import type { Signer } from "./signer";
import type { Telemetry } from "./telemetry";
import type { Watermarks } from "./watermarks";
import type { Webhook } from "./webhook";

/**
 * Everything that handlers need from outside; each of them takes the part that it uses. The adapters are in `layer/`.
 * Types only: a handler is captured as text, and a type adds nothing to it.
 */
export interface Connections {
  readonly settings: Settings;
  readonly store: ObjectStore;
  readonly records: ImageRecords;
  readonly Jimp: ImageClass;
  readonly watermarks: Watermarks;
  readonly signer: Signer;
  readonly edge: Edge;
  /** What the workflow works off. */
  readonly workQueue: MessageQueue;
  /** What is to be recorded as a failure. */
  readonly failureQueue: MessageQueue;
  /** What operators see. */
  readonly deadLetterQueue: MessageQueue;
  /** What waits for the webhook. */
  readonly webhookQueue: MessageQueue;
  readonly webhook: Webhook;
  readonly imageEvents: ImageEvents;
  readonly executions: Executions;
  readonly telemetry: Telemetry;
  /** The name-based UUID of one version of one object. */
  imageId(ref: ObjectRef): string;
  /** The record in an item of the table, as DynamoDB's API has it. */
  recordOfItem(item: Readonly<Record<string, object>>): ImageRecord;
  /** A digest of bytes, ASCII: different bytes have different ones. */
  digest(bytes: Buffer): string;
  /** How an image looks. @param bitmap of at most 100 pixels a side */
  appearanceOf(bitmap: Image["bitmap"]): ImageAppearance;
  /** The placeholder of an image's record as a data URL. */
  placeholderUrl(placeholder: string): string;
  /** Digest of what a variant asks for. */
  specificationOf(variant: Variant): string;
}

/** The layer's module, as the callbacks require it. */
export interface Layer {
  connect(env: Readonly<Record<string, string | undefined>>): Connections;
}
