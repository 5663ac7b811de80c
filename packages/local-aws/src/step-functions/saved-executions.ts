import type { StateStore, StateTable } from "../state/state-store";
import { TaskMemory, type EndedTask } from "./task-memory";
import type { Execution } from "./types";

/** Executions that the next run continues with or shows. Synchronous ones are not kept: nobody waits for them then. */
export class SavedExecutions {
  private readonly table: StateTable<Execution>;
  private readonly tasks: StateTable<EndedTask>;
  private readonly endedTasks = new Map<string, EndedTask[]>();

  constructor(state: StateStore) {
    this.table = state.table("executions");
    this.tasks = state.table("execution-tasks");
  }

  /** Executions of the last run, oldest first; the history of those that still run is empty. */
  take(): Execution[] {
    for (const [, task] of this.tasks.takeSaved()) {
      const tasks = this.endedTasks.get(task.executionArn) ?? [];
      tasks.push(task);
      this.endedTasks.set(task.executionArn, tasks);
    }
    return this.table
      .takeSaved()
      .map(([, execution]) => execution)
      .sort((a, b) => a.startedAt - b.startedAt);
  }

  started(execution: Execution): void {
    // Its history grows with every event: it is made once more from the Tasks that have ended.
    this.table.put(execution.arn, { ...execution, history: [] });
  }

  /** AWS keeps no record of EXPRESS executions. */
  ended(execution: Execution, memory: TaskMemory): void {
    memory.clear();
    if (execution.type === "STANDARD") this.table.put(execution.arn, execution);
    else this.table.delete(execution.arn);
  }

  forget(executionArn: string): void {
    this.table.delete(executionArn);
  }

  /** What is known of the Tasks of an execution. Call once for each. */
  memoryOf({ arn }: Execution): TaskMemory {
    const ended = this.endedTasks.get(arn);
    this.endedTasks.delete(arn);
    return new TaskMemory(arn, this.tasks, ended);
  }
}
