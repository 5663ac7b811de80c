import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument, StateTable } from "../state/state-store";
import type { ItemObserver, JsonObject } from "./engine";

/** What a stream's records hold besides the keys (StreamViewType in the API reference). */
export const streamViewTypes = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] as const;
export type StreamViewType = (typeof streamViewTypes)[number];

/** A change of an item, as a stream keeps it. */
export interface StreamRecord {
  /** 21 digits; later changes of a table have greater ones. */
  readonly sequenceNumber: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly keys: JsonObject;
  readonly newImage?: JsonObject;
  readonly oldImage?: JsonObject;
  readonly sizeBytes: number;
}

/** The stream of a table. */
export interface Stream {
  readonly label: string;
  readonly viewType: StreamViewType;
}

/** Who reads a stream: what all readers have read may be dropped. */
export interface StreamReader {
  /** Sequence number of the last record that is done; "" before the first. */
  position(): string;
  /** Called when there is a new record. */
  onRecord(): void;
}

/** A stream's records expire after a day ("Change data capture for DynamoDB Streams" in the developer guide). */
const RETENTION_SEC = 24 * 60 * 60;

/** Records that are kept although every reader has read them. */
const KEPT_RECORDS = 10_000;

/** What makes 21 digits of a time in nanoseconds. */
const PREFIX = "10";

const TABLE_KEY = /^table~(.*)$/s;
const ITEM_KEY = /^item-([^~]*)~/;

interface OpenStream extends Stream {
  readonly table: string;
  readonly records: StreamRecord[];
  readonly readers: Set<StreamReader>;
  /** The items as they are, by the key of dynalite's database; undefined: deleted. */
  readonly items: Map<string, JsonObject | undefined>;
}

/**
 * The streams of tables: a record of each change of an item, in the order of the changes, written in the same moment as
 * the change itself. A write that changes nothing makes no record ("DynamoDB Streams" in the developer guide).
 */
export class TableStreams implements ItemObserver {
  private readonly byTable = new Map<string, OpenStream>();
  private readonly keyNames = new Map<string, readonly string[]>();
  private readonly paused = new Set<string>();
  private readonly state: StateDocument;
  private readonly saved: StateTable<StreamRecord>;
  private last = 0n;

  constructor(private readonly cloud: ServiceContext) {
    for (const [table, stream] of Object.entries(cloud.state.read<Record<string, Stream>>("dynamodb-streams") ?? {})) {
      this.open(table, stream);
    }
    this.saved = cloud.state.table("dynamodb-stream-records");
    for (const [key, record] of this.saved.takeSaved()) {
      this.byTable.get(key.slice(0, key.lastIndexOf("/")))?.records.push(record);
      this.last = maximum(this.last, BigInt(record.sequenceNumber.slice(PREFIX.length)));
    }
    this.state = cloud.state.document("dynamodb-streams", () =>
      Object.fromEntries([...this.byTable].map(([table, { label, viewType }]) => [table, { label, viewType }])),
    );
  }

  of(table: string): Stream | undefined {
    return this.byTable.get(table);
  }

  /** ARN of a table's stream; undefined without one. */
  arnOf(table: string): string | undefined {
    const stream = this.byTable.get(table);
    return stream && arn(this.cloud, "dynamodb", `table/${table}/stream/${stream.label}`);
  }

  /** Begins a stream. @param items that the table has, by the key of dynalite's database */
  async enable(
    table: string,
    viewType: StreamViewType,
    items: () => AsyncIterable<[string, JsonObject]>,
  ): Promise<void> {
    // The label is the time of the creation, to the millisecond.
    const stream = this.open(table, { label: new Date().toISOString().replace("Z", ""), viewType });
    this.state.changed();
    for await (const [key, item] of items()) if (!stream.items.has(key)) stream.items.set(key, item);
  }

  /** Ends a stream, and drops its records, which AWS keeps for a day. */
  disable(table: string): void {
    const stream = this.byTable.get(table);
    if (stream === undefined) return;
    for (const { sequenceNumber } of stream.records) this.saved.delete(`${table}/${sequenceNumber}`);
    this.byTable.delete(table);
    this.state.changed();
  }

  /** Runs what changes items without being a change of the table's data. */
  async unrecorded<T>(table: string, run: () => Promise<T>): Promise<T> {
    this.paused.add(table);
    try {
      return await run();
    } finally {
      this.paused.delete(table);
    }
  }

  /** Whether a stream with this ARN is there. */
  has(streamArn: string): boolean {
    return this.find(streamArn) !== undefined;
  }

  tableOf(streamArn: string): string {
    return this.find(streamArn)?.table ?? "";
  }

  viewTypeOf(streamArn: string): StreamViewType | undefined {
    return this.find(streamArn)?.viewType;
  }

  /** The records after a sequence number. */
  after(streamArn: string, position: string, limit: number): readonly StreamRecord[] {
    const records = this.find(streamArn)?.records ?? [];
    const from = records.findIndex(({ sequenceNumber }) => sequenceNumber > position);
    return from < 0 ? [] : records.slice(from, from + limit);
  }

  /** Sequence number of a stream's last record; "" if there is none. */
  lastOf(streamArn: string): string {
    return this.find(streamArn)?.records.at(-1)?.sequenceNumber ?? "";
  }

  /** Registers a reader. @returns a function that ends that. @throws AwsError `ResourceNotFoundException`. */
  watch(streamArn: string, reader: StreamReader): () => void {
    const stream = this.find(streamArn);
    if (stream === undefined) throw new AwsError("ResourceNotFoundException", `Stream: ${streamArn} not found`);
    stream.readers.add(reader);
    return () => void stream.readers.delete(reader);
  }

  loaded(key: string, value: JsonObject): void {
    this.noteTable(key, value);
    const stream = this.byTable.get(ITEM_KEY.exec(key)?.[1] ?? "");
    stream?.items.set(key, value);
  }

  changed(key: string, value: JsonObject | undefined): void {
    this.noteTable(key, value);
    const table = ITEM_KEY.exec(key)?.[1] ?? "";
    const stream = this.byTable.get(table);
    if (stream === undefined) return;
    const old = stream.items.get(key);
    const current = value && structuredClone<JsonObject>(value);
    stream.items.set(key, current);
    if (!this.paused.has(table) && !isDeepStrictEqual(old, current)) this.append(stream, old, current);
  }

  private append(stream: OpenStream, old: JsonObject | undefined, current: JsonObject | undefined): void {
    const { table, viewType, records, readers } = stream;
    const item = current ?? old ?? {};
    const names = this.keyNames.get(table) ?? [];
    const keys = Object.fromEntries(names.map((name) => [name, item[name]]));
    const images = {
      ...(current && viewType.startsWith("NEW") && { newImage: current }),
      ...(old && /OLD_IMAGE/.test(viewType) && { oldImage: old }),
    };
    this.last = maximum(this.last + 1n, BigInt(Date.now()) * 1_000_000n);
    const record: StreamRecord = {
      sequenceNumber: PREFIX + String(this.last),
      eventName: old === undefined ? "INSERT" : current === undefined ? "REMOVE" : "MODIFY",
      createdAt: Math.floor(Date.now() / 1000),
      keys,
      ...images,
      sizeBytes: Buffer.byteLength(JSON.stringify([keys, ...Object.values(images)])),
    };
    records.push(record);
    this.saved.put(`${table}/${record.sequenceNumber}`, record);
    this.trim(stream, record.createdAt - RETENTION_SEC);
    for (const reader of readers) reader.onRecord();
  }

  private trim({ table, records, readers }: OpenStream, expiredAt: number): void {
    const read = [...readers].map((reader) => reader.position()).sort()[0] ?? "";
    const isOver = ({ createdAt, sequenceNumber }: StreamRecord) =>
      createdAt < expiredAt || (records.length > KEPT_RECORDS && sequenceNumber <= read);
    for (let first = records[0]; first !== undefined && isOver(first); first = records[0]) {
      records.shift();
      this.saved.delete(`${table}/${first.sequenceNumber}`);
    }
  }

  private open(table: string, stream: Stream): OpenStream {
    const opened = { ...stream, table, records: [], readers: new Set<StreamReader>(), items: new Map() };
    this.byTable.set(table, opened);
    return opened;
  }

  private find(streamArn: string): OpenStream | undefined {
    const [, table = "", label] = /:table\/([^/]+)\/stream\/(.+)$/.exec(streamArn) ?? [];
    const stream = this.byTable.get(table);
    return stream?.label === label ? stream : undefined;
  }

  private noteTable(key: string, value: JsonObject | undefined): void {
    const table = TABLE_KEY.exec(key)?.[1];
    if (table === undefined || value === undefined) return;
    const schema = value.KeySchema as readonly { readonly AttributeName: string }[];
    this.keyNames.set(
      table,
      schema.map(({ AttributeName }) => AttributeName),
    );
  }
}

/** What a table's creation or update says of its stream; undefined: nothing. @throws AwsError `ValidationException`. */
export function requestedStream({ StreamSpecification }: JsonObject): StreamViewType | "none" | undefined {
  if (StreamSpecification === undefined) return undefined;
  const { StreamEnabled, StreamViewType } = StreamSpecification as {
    StreamEnabled?: unknown;
    StreamViewType?: unknown;
  };
  if (StreamEnabled === false && StreamViewType === undefined) return "none";
  const viewType = streamViewTypes.find((type) => type === StreamViewType);
  if (StreamEnabled !== true || viewType === undefined) {
    const expected = `StreamEnabled true with one of ${streamViewTypes.join(", ")}, or StreamEnabled false alone`;
    throw new AwsError(
      "ValidationException",
      `One or more parameter values were invalid: StreamSpecification: expected ${expected}`,
    );
  }
  return viewType;
}

/** The identifier of a record: the same however often the record is delivered. */
export function eventId(streamArn: string, { sequenceNumber }: StreamRecord): string {
  return createHash("md5").update(`${streamArn} ${sequenceNumber}`).digest("hex");
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
