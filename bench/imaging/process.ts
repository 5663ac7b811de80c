import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import type { Reply, Request } from "./protocol";

/** A program that answers requests one after another. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A running rival. */
export class RivalProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private complaints = "";

  constructor(readonly program: Program) {
    this.child = spawn(program.command, [...program.args], { stdio: "pipe" });
    this.child.stderr.on("data", (data: Buffer) => (this.complaints += data.toString()));
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async run(request: Request): Promise<Reply> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`${this.program.name} stopped: ${this.complaints.trim()}`);
    const reply = JSON.parse(line.value) as Reply | { error: string };
    if ("error" in reply) throw new Error(`${this.program.name} failed on ${request.file}: ${reply.error}`);
    return reply;
  }

  stop(): void {
    this.child.stdin.end();
    this.child.kill();
  }
}

/** Runs one request in a process of its own. */
export async function runOnce(program: Program, request: Request): Promise<Reply> {
  const rival = new RivalProcess(program);
  try {
    return await rival.run(request);
  } finally {
    rival.stop();
  }
}
