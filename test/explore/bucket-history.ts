import { memoryObjectStore } from "../handlers/memory-object-store";
import { s3Event } from "../support/events/s3-events";
import type { Schedule } from "./schedule";

export const KEY = "cat.jpg";

/** Bodies of originals; few, so that versions often have equal bytes, results and entity tags. */
const bodies = ["jpeg 40x30", "jpeg 20x20", "gif 5x5", "no image"] as const;

type Store = ReturnType<typeof memoryObjectStore>;

/** One thing that happened to the source bucket, as S3 tells of it. */
export interface BucketEvent {
  readonly name: string;
  readonly kind: "created" | "removed";
  readonly event: ReturnType<typeof s3Event>;
}

interface Version {
  readonly id: string;
  /** Absent: a delete marker. */
  readonly body?: string;
}

/** What a user does to one key of the source bucket, at random, and what the bucket shows. */
export class BucketHistory {
  /** Everything that exists, the current one last. */
  private versions: readonly Version[] = [];
  private readonly order: string[] = [];
  private made = 0;

  constructor(
    private readonly schedule: Schedule,
    private readonly store: Store,
  ) {}

  /** The current version; undefined where there is none. */
  get current(): { readonly id: string; readonly body: string } | undefined {
    const last = this.versions.at(-1);
    return last?.body === undefined ? undefined : { id: last.id, body: last.body };
  }

  /** Whether a version exists. */
  has(id: string | undefined): boolean {
    return this.versions.some((version) => version.id === id);
  }

  /** Position of a version's upload among all. */
  positionOf(id: string): number {
    return this.order.indexOf(id);
  }

  /** Uploads, hides, or removes for good. */
  act(): BucketEvent {
    const { schedule } = this;
    if (this.versions.length === 0 || schedule.happens(0.45)) return this.upload();
    if (schedule.happens(0.45)) return this.hide();
    return this.drop(schedule.happens(0.7) ? this.versions.length - 1 : schedule.choose(this.versions.length));
  }

  upload(body: string = bodies[this.schedule.choose(bodies.length)] ?? bodies[0]): BucketEvent {
    const id = `v${(this.made += 1)}`;
    this.store.upload({ bucket: "source", key: KEY, versionId: id }, body);
    this.versions = [...this.versions, { id, body }];
    this.order.push(id);
    return this.tell("created", "ObjectCreated:Put", id, `upload ${id} (${body})`);
  }

  private hide(): BucketEvent {
    const id = `m${(this.made += 1)}`;
    this.store.hide({ bucket: "source", key: KEY, versionId: id });
    this.versions = [...this.versions, { id }];
    return this.tell("removed", "ObjectRemoved:DeleteMarkerCreated", id, `delete, marker ${id}`);
  }

  private drop(at: number): BucketEvent {
    const id = this.versions[at]?.id ?? "";
    this.store.drop({ bucket: "source", key: KEY, versionId: id });
    this.versions = this.versions.filter((version) => version.id !== id);
    return this.tell("removed", "ObjectRemoved:Delete", id, `delete version ${id}`);
  }

  private tell(kind: BucketEvent["kind"], eventName: string, versionId: string, what: string): BucketEvent {
    this.made += 1;
    const sequencer = this.made.toString(16).padStart(16, "0");
    this.schedule.note(`user: ${what}`);
    const event = s3Event({ key: KEY, versionId, sequencer, eventName, time: new Date().toISOString() });
    return { name: what, kind, event };
  }
}
