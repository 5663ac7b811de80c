import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { ClassicLevel } from "classic-level";

import { readEarlierFormat, removeEarlierFormat } from "./earlier-format";
import { privateFolder } from "./private-folder";
import { StateStore, type Change, type Database } from "./state-store";

/** Version of the records' form; data of another version is refused. */
const FORMAT = "1";
const FORMAT_KEY = "format";

/** Records that are read at once. */
const READ_AT_ONCE = 1000;

/**
 * Opens the state in a data folder, or makes one that its owner alone can read. What an earlier release has left in
 * files is taken over.
 *
 * @param beforeWrite is called before each write, which fails if it throws
 * @throws Error with code `EBUSY` if another running process uses the folder, `EFORMAT` if a later release has written
 * it; errors of the file system.
 */
export async function openState(
  dataDir: string,
  onFailure: (message: string) => void,
  beforeWrite: () => void = () => undefined,
): Promise<StateStore> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const folder = join(dataDir, "state");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const level = await openLevel(folder, dataDir);
  const files = privateFolder(folder);
  try {
    const format = await level.get(FORMAT_KEY);
    if (format === undefined) {
      const earlier = await readEarlierFormat(dataDir);
      await writeAll(level, [...earlier, [FORMAT_KEY, FORMAT]]);
      removeEarlierFormat(dataDir);
    } else if (format !== FORMAT) {
      const message = `the data folder ${dataDir} has format ${format}; this release reads format ${FORMAT}`;
      throw Object.assign(new Error(message), { code: "EFORMAT" });
    }
    const saved = await readAll(level);
    const databaseOf = (opened: ClassicLevel): Database => ({
      write: async (changes) => {
        beforeWrite();
        await writeAll(opened, changes);
      },
      close: () => opened.close(),
    });
    const reopen = async () => databaseOf(await openLevel(folder, dataDir));
    const onClose = () => files.close();
    return new StateStore({ database: databaseOf(level), reopen, saved, onFailure, onClose });
  } catch (error) {
    await level.close();
    files.close();
    throw error;
  }
}

async function openLevel(folder: string, dataDir: string): Promise<ClassicLevel> {
  const level = new ClassicLevel(folder);
  try {
    await level.open();
    return level;
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    if (cause?.code === "LEVEL_LOCKED") {
      throw Object.assign(new Error(`the data folder ${dataDir} is in use by another process`), { code: "EBUSY" });
    }
    throw cause ?? error;
  }
}

function writeAll(level: ClassicLevel, changes: readonly Change[]): Promise<void> {
  const operations = changes.map(([key, value]) =>
    value === undefined ? { type: "del" as const, key } : { type: "put" as const, key, value },
  );
  return level.batch(operations, { sync: true });
}

/** Every record, by table and key. */
async function readAll(level: ClassicLevel): Promise<Map<string, Map<string, string>>> {
  const tables = new Map<string, Map<string, string>>();
  const iterator = level.iterator();
  try {
    for (
      let entries = await iterator.nextv(READ_AT_ONCE);
      entries.length > 0;
      entries = await iterator.nextv(READ_AT_ONCE)
    ) {
      for (const [key, value] of entries) {
        const at = key.indexOf("!");
        if (at < 0) continue;
        const name = key.slice(0, at);
        const records = tables.get(name) ?? new Map<string, string>();
        tables.set(name, records.set(key.slice(at + 1), value));
      }
    }
  } finally {
    await iterator.close();
  }
  return tables;
}
