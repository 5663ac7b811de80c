import type { StateTable } from "../state/state-store";
import type { JsonValue } from "./integrations";

/** How a Task ended: with an output or an error. */
export type TaskOutcome = { readonly output: JsonValue } | { readonly error: string; readonly cause: string };

/** A Task of an execution that has ended. */
export interface EndedTask {
  readonly executionArn: string;
  readonly stateName: string;
  /** As JSON. */
  readonly input: string;
  readonly outcome: TaskOutcome;
}

/**
 * Which Tasks of an execution have ended, so that the next run, which executes the definition from its beginning, calls
 * no service a second time for what an earlier run has done.
 */
export class TaskMemory {
  private count = 0;
  private readonly recalled = new Map<string, TaskOutcome[]>();

  /** @param ended Tasks that an earlier run has executed, in order. */
  constructor(
    private readonly executionArn: string,
    private readonly table: StateTable<EndedTask>,
    ended: readonly EndedTask[] = [],
  ) {
    this.count = ended.length;
    for (const { stateName, input, outcome } of ended) {
      const key = `${stateName}\n${input}`;
      this.recalled.set(key, [...(this.recalled.get(key) ?? []), outcome]);
    }
  }

  /** How an earlier run has ended this Task; once for each time that it did. */
  recall(stateName: string, input: JsonValue): TaskOutcome | undefined {
    return this.recalled.get(`${stateName}\n${JSON.stringify(input)}`)?.shift();
  }

  remember(stateName: string, input: JsonValue, outcome: TaskOutcome): void {
    const { executionArn } = this;
    this.table.put(this.key(this.count), { executionArn, stateName, input: JSON.stringify(input), outcome });
    this.count += 1;
  }

  /** Forgets every Task: the execution has ended. */
  clear(): void {
    for (let i = 0; i < this.count; i += 1) this.table.delete(this.key(i));
  }

  private key(index: number): string {
    return `${this.executionArn}#${String(index).padStart(6, "0")}`;
  }
}
