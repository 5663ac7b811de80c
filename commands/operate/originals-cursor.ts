import type { ConnectedStack } from "./clients";
import { compareKeys } from "./listing";
import { listOriginals, type Original } from "./originals";

/** Pages that are read on the way to a key before it is jumped to. */
const MAX_ADVANCE = 2;

/**
 * Finds originals for keys that come nearly in the order of S3's listings: keys in order cost one listing for all of
 * them, as when two sorted lists are merged, and one out of order or far ahead costs a listing of its own.
 */
export class OriginalsCursor {
  private pages: AsyncGenerator<readonly Original[]> | undefined;
  private page = new Map<string, Original>();
  /** The page has every original after `start` up to `end`; undefined: up to the last of all. */
  private start = "";
  private end: string | undefined = "";

  constructor(private readonly stack: ConnectedStack) {}

  async find(key: string): Promise<Original | undefined> {
    if (this.pages === undefined || compareKeys(key, this.start) <= 0) return this.jump(key);
    for (let advanced = 0; !this.reaches(key); advanced++) {
      if (advanced === MAX_ADVANCE) return this.jump(key);
      await this.advance(this.pages);
    }
    return this.page.get(key);
  }

  async close(): Promise<void> {
    await this.pages?.return(undefined);
  }

  private reaches(key: string): boolean {
    return this.end === undefined || compareKeys(key, this.end) <= 0;
  }

  private async advance(pages: AsyncGenerator<readonly Original[]>): Promise<void> {
    const next = await pages.next();
    const originals = next.done === true ? [] : next.value;
    this.page = new Map(originals.map((original) => [original.key, original]));
    this.start = this.end ?? this.start;
    this.end = originals.at(-1)?.key;
  }

  /** Looks a key up, and goes on after it. */
  private async jump(key: string): Promise<Original | undefined> {
    await this.close();
    this.pages = listOriginals(this.stack, { after: key });
    this.page = new Map();
    [this.start, this.end] = [key, key];
    // Of the keys that begin with it, it is the first.
    const found = listOriginals(this.stack, { prefix: key });
    const first = await found.next();
    await found.return(undefined);
    const original = first.done === true ? undefined : first.value[0];
    return original?.key === key ? original : undefined;
  }
}
