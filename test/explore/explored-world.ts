import { digest } from "../../layer/digest";
import { variantsOf, workLimits, type ImageRecord } from "../../handlers/contract";
import type { Connections } from "../../handlers/ports";
import type { Executions } from "../../handlers/ports/executions";
import { memoryImageRecords } from "../handlers/memory-image-records";
import { memoryObjectStore } from "../handlers/memory-object-store";
import { PipelineWorld } from "../handlers/pipeline-world";
import { ExploredQueue } from "./queue";
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

/** Settings of the stack that change what is stored. */
export type Features = Pick<Connections["settings"], "manifests" | "address">;

/** Services whose calls are steps. */
type Service = "store" | "records" | "queues" | "executions" | "functions";

/** How often the failure of an event is tried to be recorded: `infra/failure-queue.ts`. */
const RECORDER_RECEIVES = 5;

/**
 * Buckets, table and queues of one schedule: S3's buckets are versioned and answer with what was written last; the
 * table too, but its index follows later, item by item, in an order of its own.
 */
export class ExploredWorld {
  readonly objects = memoryObjectStore();
  readonly table = memoryImageRecords();
  private readonly index = new Map<string, ImageRecord>();
  /** Writes to the destination under each key. */
  readonly writes = new Map<string, number>();
  readonly queues: Readonly<Record<"work" | "failures" | "deadLetters", ExploredQueue>>;
  /** A service that answers nobody for a while. */
  outage: Service | undefined;
  private readonly stop = new Map<string, () => void>();

  /** @param features settings of the stack that are off by default */
  constructor(
    private readonly schedule: Schedule,
    readonly features: Features,
  ) {
    this.objects.createBucket("source", true);
    this.objects.createBucket("destination", true);
    const deadLetters = new ExploredQueue("dead-letters", schedule);
    const failures = new ExploredQueue("failures", schedule, { receives: RECORDER_RECEIVES, to: deadLetters });
    const work = new ExploredQueue("work", schedule, { receives: workLimits.receives, to: failures });
    this.queues = { work, failures, deadLetters };
  }

  /**
   * Runs something whose calls are steps of the schedule, until its end or until it is stopped half-way.
   *
   * @throws Error `Runtime.ExitError` if it is stopped, as Lambda reports of a process that has ended
   */
  run<T>(actor: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stopped = Object.assign(new Error(`${actor} was stopped.`), { name: "Runtime.ExitError" });
      this.stop.set(actor, () => reject(stopped));
      work().then(resolve, reject);
    });
  }

  /** The connections of one invocation: each call of a port is a step of the schedule. */
  connections(actor: string, faults: Faults, executions?: Executions): Connections {
    const pipeline = new PipelineWorld();
    const { connections } = pipeline;
    const image = (label: string) => async () => {
      await this.call({ actor, faults, service: "functions", label }, () => Promise.resolve());
    };
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
    const [first] = variantsOf(connections.settings, "");
    if (!first) throw new Error("the world has no variant");
    const variants = [first, { ...first, name: "thumb", format: "png" as const }];
    const stepwise = <T extends object>(service: Service, works: T): T =>
      Object.fromEntries(
        Object.entries(works).map(([name, value]: [string, unknown]) => {
          if (typeof value !== "function") return [name, value];
          const call = value as (...args: unknown[]) => Promise<unknown>;
          const step = (...args: unknown[]) =>
            this.call({ actor, faults, service, label: labelOf(service, name, args) }, () => call(...args));
          return [name, step];
        }),
      ) as T;
    const queueTo = (queue: ExploredQueue): Connections["workQueue"] => ({
      ...stepwise("queues", {
        send: (message: object) => Promise.resolve(void queue.send(JSON.stringify(message))),
      }),
      postpone: () => Promise.resolve(),
    });
    return {
      ...connections,
      settings: {
        ...connections.settings,
        ...this.features,
        routes: undefined,
        uploadPrefix: "",
        variants,
        suffixes: [],
      },
      store: stepwise("store", store),
      records: stepwise("records", records),
      workQueue: queueTo(this.queues.work),
      failureQueue: queueTo(this.queues.failures),
      deadLetterQueue: queueTo(this.queues.deadLetters),
      ...(executions && { executions }),
      digest,
    };
  }

  /** The ports without steps and faults, for looking at what there is. */
  get plainConnections(): Connections {
    const { connections } = new PipelineWorld();
    const variants = variantsOf(connections.settings, "");
    const settings = { ...connections.settings, routes: undefined, uploadPrefix: "", variants, suffixes: [] };
    const records = { ...this.table.records, ofKey: () => Promise.resolve([...this.index.values()]) };
    return { ...connections, settings, store: this.objects.store, records };
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

  /** One call of a service: it waits for its turn, and then has its effect, or none, or its answer is lost. */
  async call<T>(
    { actor, faults, service, label }: { actor: string; faults: Faults; service: Service; label: string },
    effect: () => Promise<T>,
  ): Promise<T> {
    const { schedule } = this;
    await schedule.turn(actor, label);
    if (schedule.happens(faults.kills)) {
      schedule.kill(actor);
      this.stop.get(actor)?.();
      return new Promise<T>(() => undefined);
    }
    if (this.outage === service) throw failed(schedule, actor, "is not answered");
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

function labelOf(service: Service, name: string, [first, second, third]: readonly unknown[]): string {
  if (service === "queues") return `${name} ${JSON.stringify(first).slice(0, 60)}`;
  if (service === "records") {
    const record = first as Partial<ImageRecord>;
    return typeof first === "string" ? `${name} ${first}` : `${name} ${record.image_id} ${record.status}`;
  }
  if (typeof first === "string")
    return `${name} ${first}/${String(second)}${name === "write" ? ` "${withoutTimes(String(third))}"` : ""}`;
  const { bucket, key, versionId } = first as { bucket: string; key: string; versionId?: string };
  return `${name} ${bucket}/${key}${versionId === undefined ? "" : `@${versionId}`}`;
}

/** A text as every run of a schedule writes it: manifests say when, and how long it took. */
function withoutTimes(text: string): string {
  return text.replaceAll(/"(duration_ms|upload_time)":("[^"]*"|\d+),?/g, "");
}
