import type { InvocationEvent } from "@image-pipeline/local-aws";
import { logFields } from "../../handlers/contract";
import type { ImageTimings } from "../../console/contract";
import type { Seen } from "./image-view";

/** Milliseconds by step. */
type Steps = Pick<ImageTimings, "readMs" | "decodeMs" | "resizeMs" | "encodeMs" | "writeMs">;

/** What a function's line about an image says. */
interface ImageLine {
  /** `variant`: one of several that are made on their own; the outcome comes later. */
  readonly kind: "outcome" | "variant";
  readonly imageId: string;
  readonly key: string;
  readonly requestId: string;
  readonly message?: string;
  /** Absent: there are no results, or their lines have said it. */
  readonly steps?: Steps;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

interface SeenVersion {
  readonly timings: Writable<Seen["timings"]>;
  message?: string;
  /** Of its variants so far, where each is made on its own. */
  variantSteps?: Steps;
  /** Milliseconds since 1970. */
  createdAt?: number;
}

const stepNames = ["readMs", "decodeMs", "resizeMs", "encodeMs", "writeMs"] as const satisfies (keyof Steps)[];

/** Runs and versions that are remembered. */
const KEPT = 2000;

/** A map that forgets what was added first. */
class Recent<Key, Value> extends Map<Key, Value> {
  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > KEPT) for (const first of this.keys()) return (super.delete(first), this);
    return this;
  }
}

/**
 * Joins what the embedded services say of an image: its object's creation, the line that a function logs of its
 * outcome, and the figures of that function's run. The last two come in either order.
 */
export class Timings {
  private readonly versions = new Recent<string, SeenVersion>();
  /** Keys by image, by request. */
  private readonly imagesOfRun = new Recent<string, Map<string, string>>();
  private readonly runs = new Recent<string, { readonly event: InvocationEvent; readonly endedAt: number }>();

  seen(imageId: string): Seen | undefined {
    return this.versions.get(imageId);
  }

  uploaded(imageId: string, uploadMs: number): void {
    this.version(imageId).timings.uploadMs = Math.round(uploadMs);
  }

  created(imageId: string, at: number): void {
    this.version(imageId).createdAt = at;
  }

  /** Notes a variant that was made on its own. */
  rendered({ imageId, steps = {} }: ImageLine): void {
    const version = this.version(imageId);
    const sum = (name: keyof Steps) => (version.variantSteps?.[name] ?? 0) + (steps[name] ?? 0);
    version.variantSteps = Object.fromEntries(stepNames.map((name) => [name, sum(name)]));
  }

  outcome({ imageId, key, requestId, message, steps }: ImageLine): void {
    const version = this.version(imageId);
    version.message = message;
    const known = steps ?? version.variantSteps;
    version.variantSteps = undefined;
    for (const name of stepNames) version.timings[name] = known?.[name];
    const images = this.imagesOfRun.get(requestId) ?? new Map<string, string>();
    this.imagesOfRun.set(requestId, images.set(imageId, key));
    this.join(requestId);
  }

  /** @returns keys of the images that the run was of, as far as their outcomes have been logged */
  ran(event: InvocationEvent, endedAt: number): string[] {
    this.runs.set(event.requestId, { event, endedAt });
    return this.join(event.requestId);
  }

  private join(requestId: string): string[] {
    const run = this.runs.get(requestId);
    const images = this.imagesOfRun.get(requestId);
    if (run === undefined || images === undefined) return [];
    const { functionName, durationMs, initMs, maxMemoryMb } = run.event;
    for (const imageId of images.keys()) {
      const { timings, createdAt } = this.version(imageId);
      const startedAt = run.endedAt - durationMs - (initMs ?? 0);
      Object.assign(timings, {
        functionName,
        functionMs: Math.round(durationMs),
        maxMemoryMb: Math.round(maxMemoryMb),
      });
      timings.initMs = initMs === undefined ? undefined : Math.round(initMs);
      timings.queueMs = createdAt === undefined ? undefined : Math.max(0, Math.round(startedAt - createdAt));
    }
    return [...images.values()];
  }

  private version(imageId: string): SeenVersion {
    const known = this.versions.get(imageId) ?? { timings: {} };
    this.versions.set(imageId, known);
    return known;
  }
}

/** Reads the line that a function logs of an image's outcome, or of a variant; undefined for any other line. */
export function imageLine(line: string): ImageLine | undefined {
  const isOutcome = line.includes(`"${logFields.outcome}"`);
  if (!isOutcome && !line.includes(`"${logFields.decodeMs}"`)) return undefined;
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    const text = (name: keyof typeof logFields) => {
      const value = fields[logFields[name]];
      return typeof value === "string" ? value : undefined;
    };
    const [imageId, key, requestId] = [text("imageId"), text("key"), text("requestId")];
    if (imageId === undefined || key === undefined || requestId === undefined) return undefined;
    const isMeasured = typeof fields[logFields.decodeMs] === "number";
    const steps = Object.fromEntries(stepNames.map((name) => [name, Number(fields[logFields[name]] ?? 0)]));
    return {
      kind: isOutcome ? "outcome" : "variant",
      ...{ imageId, key, requestId, message: text("message") },
      ...(isMeasured && { steps }),
    };
  } catch {
    return undefined;
  }
}
