import { StateStore, type Change, type Database } from "../../src/state/state-store";

/** A disk in memory, for runs that follow one another. */
export interface MemoryDisk {
  /** What each write has changed, in order. */
  readonly writes: (readonly Change[])[];
  /** Failures that the coming writes end with. */
  readonly failures: Error[];
  /** What has been reported of them. */
  readonly reports: string[];
  /** The state as a run finds it that starts now. */
  nextRun(): StateStore;
}

export function memoryDisk(): MemoryDisk {
  const records = new Map<string, string>();
  const writes: (readonly Change[])[] = [];
  const failures: Error[] = [];
  const reports: string[] = [];
  const database: Database = {
    write: async (changes) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      writes.push(changes);
      for (const [key, value] of changes) {
        if (value === undefined) records.delete(key);
        else records.set(key, value);
      }
    },
    close: () => Promise.resolve(),
  };
  const saved = () => {
    const tables = new Map<string, Map<string, string>>();
    for (const [key, value] of records) {
      const at = key.indexOf("!");
      const table = tables.get(key.slice(0, at)) ?? new Map<string, string>();
      tables.set(key.slice(0, at), table.set(key.slice(at + 1), value));
    }
    return tables;
  };
  const reopen = () => Promise.resolve(database);
  const onFailure = (message: string) => void reports.push(message);
  return { writes, failures, reports, nextRun: () => new StateStore({ database, reopen, saved: saved(), onFailure }) };
}
