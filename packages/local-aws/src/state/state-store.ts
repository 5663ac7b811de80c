import { errorMessage } from "../http/aws-error";

/** One change of a record: undefined deletes it. */
export type Change = readonly [key: string, value: string | undefined];

/** Where a {@link StateStore} writes to. */
export interface Database {
  /** Writes all changes or none; resolves when they are on the disk. */
  write(changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}

/** Records of one kind, by key. */
export interface StateTable<T> {
  /** The records that the last run has left, in the order of their keys. Call once: they are not kept here. */
  takeSaved(): (readonly [key: string, value: T])[];
  /** Writes a record soon: as it is then, if it has been changed meanwhile. */
  put(key: string, value: T): void;
  delete(key: string): void;
}

/** A service's settings as one record. */
export interface StateDocument {
  /** Writes the document soon. */
  changed(): void;
}

/** What is on the disk, and how to write to it. */
export interface Disk {
  readonly database: Database;
  /** Opens the database once more, after a write that has failed. */
  readonly reopen: () => Promise<Database>;
  /** Records of the last run by table and key. */
  readonly saved: Map<string, Map<string, string>>;
  /** Called when changes could not be written. They are tried again. */
  readonly onFailure: (message: string) => void;
  /** Called when the database is closed for good. */
  readonly onClose?: () => void;
}

/** Attempts to write what is left when a run ends. */
const LAST_ATTEMPTS = 3;

/** Wait before changes that could not be written are tried again, in milliseconds. */
const RETRY_MS = 500;

/** What a table's name and the key of a record are joined by. */
const SEPARATOR = "!";

const DOCUMENTS = "documents";

/**
 * The state of all services. They have it in memory and pass every change on to here; what is changed at once is
 * written at once, all or nothing, and while a write takes place further changes wait for the next one.
 */
export class StateStore {
  /** What to write: a function that gives the record's text, by key. */
  private changes = new Map<string, () => string | undefined>();
  private scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined;
  private writing: Promise<void> | undefined;
  private waiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  private database: Database | undefined;
  private closed = false;
  private count = 0;

  /** @param disk absent: nothing is kept */
  constructor(private readonly disk?: Disk) {
    this.database = disk?.database;
  }

  /** Whether a run after this one gets this state. */
  get isKept(): boolean {
    return this.disk !== undefined;
  }

  /** Number of changes until now. */
  get changeCount(): number {
    return this.count;
  }

  /** The document that the last run has left, or undefined. */
  read<T>(name: string): T | undefined {
    const text = this.disk?.saved.get(DOCUMENTS)?.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  /** @param snapshot gives the document as it is now */
  document(name: string, snapshot: () => unknown): StateDocument {
    const key = `${DOCUMENTS}${SEPARATOR}${name}`;
    const text = () => JSON.stringify(snapshot());
    return { changed: () => this.change(key, text) };
  }

  table<T>(name: string): StateTable<T> {
    const keyOf = (key: string) => `${name}${SEPARATOR}${key}`;
    return {
      takeSaved: () => {
        const saved = this.disk?.saved.get(name) ?? new Map<string, string>();
        this.disk?.saved.delete(name);
        return [...saved].map(([key, text]) => [key, JSON.parse(text) as T] as const);
      },
      put: (key, value) => this.change(keyOf(key), () => JSON.stringify(value)),
      delete: (key) => this.change(keyOf(key), () => undefined),
    };
  }

  /**
   * Resolves when everything that was changed until now is on the disk.
   *
   * @throws the error of the write; the changes are tried again, and may be on the disk later
   */
  durable(): Promise<void> {
    if (this.changes.size > 0) return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
    return this.writing ?? Promise.resolve();
  }

  /** Writes what is left and closes the database. What is changed afterwards is lost. Safe to call twice. */
  async close(): Promise<void> {
    if (this.closed) return;
    for (let attempt = 1; attempt <= LAST_ATTEMPTS && !this.isDurable; attempt += 1) {
      // The failure has been reported.
      await this.durable().catch(() => undefined);
    }
    this.closed = true;
    if (this.scheduled !== undefined) clearTimeout(this.scheduled as NodeJS.Timeout);
    await this.database?.close();
    this.disk?.onClose?.();
  }

  private get isDurable(): boolean {
    return this.changes.size === 0 && this.writing === undefined;
  }

  private change(key: string, text: () => string | undefined): void {
    if (this.disk === undefined || this.closed) return;
    this.count += 1;
    this.changes.set(key, text);
    if (this.writing === undefined) this.scheduled ??= setImmediate(() => this.write());
  }

  private write(): void {
    this.scheduled = undefined;
    const changes = this.changes;
    const waiters = this.waiters;
    this.changes = new Map();
    this.waiters = [];
    this.writing = this.writeAll(changes).then(
      () => {
        this.writing = undefined;
        for (const { resolve } of waiters) resolve();
        if (this.changes.size > 0) this.write();
      },
      (error: unknown) => {
        this.writing = undefined;
        // What has been changed since is newer.
        this.changes = new Map([...changes, ...this.changes]);
        this.scheduled = setTimeout(() => this.write(), RETRY_MS);
        for (const { reject } of waiters) reject(error);
        this.disk?.onFailure(`the state could not be written: ${errorMessage(error)}`);
        throw error;
      },
    );
    // Whoever waits for the state gets the error.
    this.writing.catch(() => undefined);
  }

  private async writeAll(changes: ReadonlyMap<string, () => string | undefined>): Promise<void> {
    const texts = [...changes].map(([key, text]): Change => [key, text()]);
    const database = (this.database ??= await this.disk?.reopen());
    try {
      await database?.write(texts);
    } catch (error) {
      // A database refuses every write after one that has failed: the log's end is unknown.
      this.database = undefined;
      await database?.close();
      throw error;
    }
  }
}
