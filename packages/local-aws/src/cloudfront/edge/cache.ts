/** A response as an origin gave it. */
export interface OriginResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a response is removed by. */
interface Address {
  readonly uri: string;
  /** As far as it is in the cache's key. */
  readonly query: string;
}

/** A response in a cache. */
export interface CacheEntry extends OriginResponse, Address {
  /** When the origin gave it, or said that it is still the same; milliseconds since 1970. */
  readonly confirmedAt: number;
  /** Until when it is served without asking; milliseconds since 1970. */
  readonly freshUntil: number;
}

/** A response on its way from the origin. */
interface Load extends Address {
  /** An invalidation came meanwhile: what arrives may be what it was to remove. */
  invalidated: boolean;
}

/** Bodies that a distribution's cache keeps, in bytes (256 MiB); what was used least recently goes first. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Whether a path of an invalidation means a response; `*` at its end stands for anything. */
function means(path: string, { uri, query }: Address): boolean {
  const text = query === "" ? uri : `${uri}?${query}`;
  return path.endsWith("*") ? text.startsWith(path.slice(0, -1)) : text === path;
}

/** The cache of a distribution, in memory: a cloud has one edge. */
export class EdgeCache {
  private readonly entries = new Map<string, CacheEntry>();
  private readonly loads = new Map<string, { readonly load: Load; readonly promise: Promise<unknown> }>();
  private bytes = 0;

  get(key: string): CacheEntry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    // A Map keeps the order of insertion: what was used last is at its end.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  put(key: string, entry: CacheEntry): void {
    this.delete(key);
    if (entry.body.length > MAX_BYTES) return;
    this.entries.set(key, entry);
    this.bytes += entry.body.length;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= MAX_BYTES) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.bytes -= this.entries.get(key)?.body.length ?? 0;
    this.entries.delete(key);
  }

  /** Removes what paths mean. What is on its way then is not kept. */
  invalidate(paths: readonly string[]): void {
    for (const [key, entry] of this.entries) if (paths.some((path) => means(path, entry))) this.delete(key);
    for (const [key, { load }] of this.loads) {
      if (!paths.some((path) => means(path, load))) continue;
      load.invalidated = true;
      // Who asks from now on gets a response of their own.
      this.loads.delete(key);
    }
  }

  /**
   * Loads a response, once for all who ask for it at the same time ("Simultaneous requests for the same object").
   *
   * @param run gets a function that says whether the response may be kept
   * @returns whether this request has shared another one's load
   */
  async share<T>(
    key: string,
    address: Address,
    run: (mayKeep: () => boolean) => Promise<T>,
  ): Promise<{ readonly value: T; readonly shared: boolean }> {
    const running = this.loads.get(key);
    if (running !== undefined) return { value: (await running.promise) as T, shared: true };
    const load: Load = { ...address, invalidated: false };
    // It starts when it is known here: an invalidation may come at once.
    const started = Promise.resolve().then(() => run(() => !load.invalidated));
    const promise = started.finally(() => {
      if (this.loads.get(key)?.load === load) this.loads.delete(key);
    });
    this.loads.set(key, { load, promise });
    return { value: await promise, shared: false };
  }
}
