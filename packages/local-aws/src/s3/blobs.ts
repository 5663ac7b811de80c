import { randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, type ReadStream } from "node:fs";
import { copyFile, type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Faults } from "../faults";
import type { StateStore } from "../state/state-store";
import { batched } from "../state/batched";
import { syncPath } from "../state/files";

/** For its owner alone. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Bytes that are read or written at once: each time costs more than copying them. */
const AT_ONCE_BYTES = 256 * 1024;

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
    try {
      this.faults.checkDisk();
      const file = await open(this.path(name), "wx", FILE_MODE);
      try {
        await writeAll(file, chunks);
        if (this.state.isKept) await file.sync();
      } finally {
        await file.close();
      }
      if (this.state.isKept) await this.syncFolder();
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
    return createReadStream(this.path(name), { ...range, highWaterMark: AT_ONCE_BYTES });
  }

  /** Bytes that are few enough to be read at once, for less than a stream of them costs; as {@link read}. */
  async readAtOnce(name: string, { start, end }: { readonly start: number; readonly end: number }): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(end - start + 1);
    const file = await open(this.path(name));
    try {
      for (let read = 0; read < bytes.length;) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) throw new Error(`the file of an object ends after ${start + read} bytes`);
        read += bytesRead;
      }
    } finally {
      await file.close();
    }
    return bytes;
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

async function writeAll(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  let gathered: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    gathered.push(chunk);
    bytes += chunk.length;
    if (bytes < AT_ONCE_BYTES) continue;
    await file.writev(gathered);
    gathered = [];
    bytes = 0;
  }
  if (bytes > 0) await file.writev(gathered);
}
