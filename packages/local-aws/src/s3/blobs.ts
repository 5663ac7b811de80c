import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, readdirSync, type ReadStream } from "node:fs";
import { copyFile, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import type { Faults } from "../faults";
import type { StateStore } from "../state/state-store";
import { batched } from "../state/batched";

/** For its owner alone. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Files with the bytes of objects and parts, written once and never changed. Where the state is kept they are on the
 * disk before they have a name, and stay until no record names them any more.
 */
export class Blobs {
  /** Puts the names of new files on the disk. */
  private readonly syncFolder = batched(() => syncPath(this.folder));

  constructor(
    private readonly folder: string,
    private readonly state: StateStore,
    private readonly faults: Pick<Faults, "checkDisk">,
  ) {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  }

  /** Writes `chunks` to a new file, which is removed if that fails. @returns its name. */
  async write(chunks: AsyncIterable<Buffer>): Promise<string> {
    const name = randomUUID();
    const flush = this.state.isKept;
    try {
      this.faults.checkDisk();
      await pipeline(chunks, createWriteStream(this.path(name), { mode: FILE_MODE, flush }));
      if (flush) await this.syncFolder();
    } catch (error) {
      await rm(this.path(name), { force: true });
      throw error;
    }
    return name;
  }

  async copy(name: string): Promise<string> {
    const copy = randomUUID();
    await copyFile(this.path(name), this.path(copy));
    if (!this.state.isKept) return copy;
    await syncPath(this.path(copy));
    await this.syncFolder();
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

  /** Removes a file that no record names any more, once that is on the disk. */
  async remove(name: string): Promise<void> {
    if (name === "") return;
    try {
      await this.state.durable();
    } catch {
      // It is removed in the next run.
      return;
    }
    await rm(this.path(name), { force: true });
  }

  /** Removes files that a run that was killed had written for no record. */
  removeAllBut(named: readonly string[]): void {
    const kept = new Set(named);
    for (const name of readdirSync(this.folder)) if (!kept.has(name)) void rm(this.path(name), { force: true });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

/** Puts a file's bytes, or a folder's names, on the disk. */
async function syncPath(path: string): Promise<void> {
  let handle;
  try {
    handle = await open(path, "r");
    await handle.sync();
  } catch (error) {
    // Windows does not sync folders, and some file systems neither.
    if (!["EPERM", "EISDIR", "EINVAL", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle?.close();
  }
}
