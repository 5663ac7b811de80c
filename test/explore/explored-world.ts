import { createHash } from "node:crypto";
import type { ImageRecord } from "../../handlers/contract";
import type { Connections } from "../../handlers/ports";
import { memoryImageRecords } from "../handlers/memory-image-records";
import { memoryObjectStore } from "../handlers/memory-object-store";
import { PipelineWorld } from "../handlers/pipeline-world";
import type { Schedule } from "./schedule";

/** Probabilities, per call of a port. */
export interface Faults {
  /** The call fails without an effect. */
  readonly fails: number;
  /** The call has its effect, and its answer is lost. */
  readonly losesAnswer: number;
  /** The function is stopped before the call, and never goes on. */
  readonly kills: number;
}

type Ports = "store" | "records";

/**
 * Buckets and table of one schedule: S3's are versioned and answer with what was written last; the table too, but its
 * index follows later, item by item, in an order of its own.
 */
export class ExploredWorld {
  readonly objects = memoryObjectStore();
  readonly table = memoryImageRecords();
  private readonly index = new Map<string, ImageRecord>();
  /** Writes to the destination under each key. */
  readonly writes = new Map<string, number>();
  private readonly killed = new Set<string>();

  constructor(private readonly schedule: Schedule) {
    this.objects.createBucket("source", true);
    this.objects.createBucket("destination", true);
  }

  /** Whether an invocation was stopped whose name begins like this. */
  wasKilled(beginning: string): boolean {
    return [...this.killed].some((actor) => actor.startsWith(beginning));
  }

  /** The connections of one invocation: each call of a port is a step of the schedule. */
  connections(actor: string, faults: Faults): Connections {
    const pipeline = new PipelineWorld();
    const { connections } = pipeline;
    const image = (label: string) => async () => void (await this.call(actor, faults, label, () => Promise.resolve()));
    pipeline.breakImages({ open: image("open the image"), encode: image("encode") });
    const store: Connections["store"] = {
      ...this.objects.store,
      write: async (bucket, key, ...rest) => {
        const written = await this.objects.store.write(bucket, key, ...rest);
        if (written !== false) this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
        return written;
      },
    };
    const records: Connections["records"] = {
      ...this.table.records,
      ofKey: () => Promise.resolve([...this.index.values()]),
    };
    const [first] = connections.settings.variants;
    if (!first) throw new Error("the world has no variant");
    const variants = [first, { ...first, name: "thumb", format: "png" as const }];
    const stepwise = <T extends object>(port: Ports, works: T): T =>
      Object.fromEntries(
        Object.entries(works).map(([name, value]: [string, unknown]) => {
          if (typeof value !== "function") return [name, value];
          const call = value as (...args: unknown[]) => Promise<unknown>;
          const step = (...args: unknown[]) => this.call(actor, faults, labelOf(port, name, args), () => call(...args));
          return [name, step];
        }),
      ) as T;
    return {
      ...connections,
      settings: { ...connections.settings, variants, suffixes: [] },
      store: stepwise("store", store),
      records: stepwise("records", records),
      digest: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    };
  }

  /** Brings one item of the index up to date; whether there was one to bring. */
  replicateOne(): boolean {
    const { items } = this.table;
    const stale = [...new Set([...items.keys(), ...this.index.keys()])].filter(
      (id) => items.get(id) !== this.index.get(id),
    );
    const id = stale[this.schedule.choose(stale.length)];
    if (id === undefined) return false;
    const item = items.get(id);
    if (item) this.index.set(id, item);
    else this.index.delete(id);
    return true;
  }

  private async call(actor: string, faults: Faults, label: string, effect: () => Promise<unknown>): Promise<unknown> {
    const { schedule } = this;
    await schedule.turn(actor, label);
    if (schedule.happens(faults.kills)) {
      this.killed.add(actor);
      schedule.kill(actor);
      return new Promise(() => undefined);
    }
    if (schedule.happens(faults.fails)) throw failed(schedule, actor, "fails");
    const answer = await effect();
    if (schedule.happens(faults.losesAnswer)) throw failed(schedule, actor, "is done, and its answer is lost");
    return answer;
  }
}

function failed(schedule: Schedule, actor: string, how: string): Error {
  schedule.note(`${actor}: … ${how}`);
  return new Error(`The call ${how}.`);
}

function labelOf(port: Ports, name: string, [first, second, third]: readonly unknown[]): string {
  if (port === "records") {
    const record = first as Partial<ImageRecord>;
    return typeof first === "string" ? `${name} ${first}` : `${name} ${record.image_id} ${record.status}`;
  }
  if (typeof first === "string")
    return `${name} ${first}/${String(second)}${name === "write" ? ` "${String(third)}"` : ""}`;
  const { bucket, key, versionId } = first as { bucket: string; key: string; versionId?: string };
  return `${name} ${bucket}/${key}${versionId === undefined ? "" : `@${versionId}`}`;
}
