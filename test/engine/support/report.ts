import Table from "cli-table3";
import type { EngineOp } from "./engine-events";

/** A command as it ran. */
export interface CommandRecord {
  readonly scenario: string;
  readonly command: string;
  readonly seconds: number;
  readonly code: number;
  readonly changes: Readonly<Partial<Record<EngineOp, number>>>;
  readonly findings: number;
}

const records: CommandRecord[] = [];

/** Adds a command to the report. */
export function recordCommand(record: CommandRecord): void {
  records.push(record);
}

/** The table of every command so far, in order. */
export function commandTable(): string {
  const table = new Table({
    head: ["scenario", "command", "exit", "seconds", "created", "updated", "replaced", "deleted", "findings"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { scenario, command, code, seconds, changes, findings } of records) {
    const { create = 0, update = 0, replace = 0, delete: deleted = 0 } = changes;
    table.push([scenario, command, code, seconds.toFixed(1), create, update, replace, deleted, findings]);
  }
  const total = records.reduce((sum, { seconds }) => sum + seconds, 0);
  return `${table.toString()}\n${records.length} commands in ${total.toFixed(0)} s`;
}
