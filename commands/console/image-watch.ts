import { setTimeout as wait } from "node:timers/promises";

import type { CloudEvents } from "@image-pipeline/local-aws";
import type { ImageList, ImageView, LiveMessage } from "../../console/contract";
import { imageId } from "../../handlers/contract";
import type { ConnectedStack } from "../operate/clients";
import { listOriginals, type Original } from "../operate/originals";
import { imageView } from "./image-view";
import { imageLine, Timings } from "./timings";

/** Most images of a list. */
const MAX_LISTED = 1000;

/** Milliseconds for which events are collected before images are looked at. */
const SETTLE_MS = 40;

/** Keys that are looked at side by side. */
const PARALLEL = 8;

/** Knows the images of a stack, and says what becomes of each. */
export class ImageWatch {
  readonly timings = new Timings();
  /** Keys to look at. */
  private readonly touched = new Set<string>();
  /** Keys of images without an outcome. */
  private readonly pending = new Set<string>();
  private looking: Promise<void> | undefined;
  private closed = false;
  private readonly stop: () => void;

  constructor(
    private readonly stack: ConnectedStack,
    events: CloudEvents,
    private readonly send: (message: LiveMessage) => void,
    /** Called with a message if the stack cannot be read. */
    private readonly onFailure: (message: string) => void,
  ) {
    this.stop = this.listen(events);
  }

  /** The first images by key, each as it is now. */
  async list(): Promise<ImageList> {
    const images: ImageView[] = [];
    for await (const page of listOriginals(this.stack)) {
      images.push(...page.map((original) => this.view(original)));
      if (images.length > MAX_LISTED) return { images: images.slice(0, MAX_LISTED), truncated: true };
    }
    return { images, truncated: false };
  }

  /** The current version of a key; undefined: there is none. */
  async find(key: string): Promise<Original | undefined> {
    // A key is the first of all keys that begin with it.
    for await (const page of listOriginals(this.stack, { prefix: key })) return page.find((one) => one.key === key);
    return undefined;
  }

  /** Looks at an image again, soon. */
  touch(...keys: readonly string[]): void {
    for (const key of keys) this.touched.add(key);
    if (this.touched.size === 0 || this.closed) return;
    this.looking ??= this.look();
  }

  close(): void {
    this.closed = true;
    this.stop();
  }

  private listen(events: CloudEvents): () => void {
    const { sourceBucket } = this.stack.outputs;
    const touchPending = () => this.touch(...this.pending);
    const onObject: Parameters<typeof events.on<"object">>[1] = ({ bucket, key, versionId, eventName }) => {
      if (bucket !== sourceBucket) return;
      if (eventName.startsWith("ObjectCreated:")) this.timings.created(imageId({ bucket, key, versionId }), Date.now());
      this.touch(key);
    };
    const onLog: Parameters<typeof events.on<"log">>[1] = ({ line }) => {
      const said = imageLine(line);
      if (said === undefined) return;
      if (said.kind === "variant") return this.timings.rendered(said);
      this.timings.outcome(said);
      this.touch(said.key);
    };
    const onInvocation: Parameters<typeof events.on<"invocation">>[1] = (event) => {
      this.touch(...this.timings.ran(event, Date.now()), ...this.pending);
    };
    events.on("object", onObject).on("log", onLog).on("invocation", onInvocation);
    events.on("execution", touchPending).on("deadLetter", touchPending);
    return () => {
      events.off("object", onObject).off("log", onLog).off("invocation", onInvocation);
      events.off("execution", touchPending).off("deadLetter", touchPending);
    };
  }

  private async look(): Promise<void> {
    try {
      while (this.touched.size > 0 && !this.closed) {
        await wait(SETTLE_MS);
        const keys = [...this.touched].slice(0, PARALLEL);
        keys.forEach((key) => this.touched.delete(key));
        await Promise.all(keys.map((key) => this.lookAt(key)));
      }
    } catch (error) {
      if (!this.closed) this.onFailure(error instanceof Error ? error.message : String(error));
    } finally {
      this.looking = undefined;
    }
  }

  private async lookAt(key: string): Promise<void> {
    const original = await this.find(key);
    if (original === undefined) {
      this.pending.delete(key);
      return this.send({ kind: "imageGone", key });
    }
    this.send({ kind: "image", image: this.view(original) });
  }

  private view(original: Original): ImageView {
    const image = imageView(original, this.timings.seen(original.imageId));
    if (image.state === "processing") this.pending.add(image.key);
    else this.pending.delete(image.key);
    return image;
  }
}
