import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, type ReadStream } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Files with the bytes of objects and parts, written once and never changed. */
export class Blobs {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Writes `chunks` to a new file, which is removed if that fails. @returns its name. */
  async write(chunks: AsyncIterable<Buffer>): Promise<string> {
    const name = randomUUID();
    try {
      await pipeline(chunks, createWriteStream(this.path(name)));
    } catch (error) {
      await this.remove(name);
      throw error;
    }
    return name;
  }

  async copy(name: string): Promise<string> {
    const copy = randomUUID();
    await copyFile(this.path(name), this.path(copy));
    return copy;
  }

  /** Bytes `start` to `end`, both inclusive. Default: the whole file. */
  read(name: string, range?: { readonly start: number; readonly end: number }): ReadStream {
    return createReadStream(this.path(name), range);
  }

  /** The bytes of several files, one after the other. */
  async *concatenate(names: readonly string[]): AsyncGenerator<Buffer> {
    for (const name of names) {
      for await (const chunk of this.read(name)) yield chunk as Buffer;
    }
  }

  async remove(name: string): Promise<void> {
    if (name !== "") await rm(this.path(name), { force: true });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
