import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";

/** The processes that a language host has started and must not leave behind. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  /** Starts a Node.js process with the Node that runs this host. */
  node(args: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(process.execPath, args, options);
    this.running.add(child);
    child.once("exit", () => this.running.delete(child));
    child.once("error", () => this.running.delete(child));
    return child;
  }

  stopAll(): void {
    for (const child of this.running) child.kill("SIGTERM");
  }
}
