import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import type { ResultFormat } from "./cells";

/** What is made of an image. */
export interface Task {
  /** Widths of the results, pixels, the height to scale; none: the square of cells.ts. */
  readonly widths: readonly number[];
  readonly format: ResultFormat;
}

/** A request to a worker: resize and encode one image. */
export interface Request extends Task {
  readonly file: string;
  /** Whether to return the last result. Default false. */
  readonly keep?: boolean;
  /** Quality setting of fast-jimp; other workers ignore it. */
  readonly quality?: "fast" | "best";
}

export interface Reply {
  /** Time from the bytes of the image to those of the result; of the first request, with the load of the library. */
  readonly ms: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Size of all results. */
  readonly bytes: number;
  /** Peak resident size before the library was loaded. */
  readonly idleKb: number;
  /** Peak resident size after this image. */
  readonly peakKb: number;
  /** The last result in base64, if the request has `keep`. */
  readonly result?: string;
}

/** A worker: a program that answers requests one after another. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables of the environment in addition to those of this process. Default none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running worker. */
export class RivalProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private errorOutput = "";

  constructor(readonly program: Program) {
    this.child = spawn(program.command, [...program.args], {
      stdio: "pipe",
      env: { ...process.env, ...program.env },
    });
    this.child.stderr.on("data", (data: Buffer) => (this.errorOutput += data.toString()));
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async run(request: Request): Promise<Reply> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`${this.program.name} stopped: ${this.errorOutput.trim()}`);
    const reply = JSON.parse(line.value) as Reply | { error: string };
    if ("error" in reply) throw new Error(`${this.program.name} failed on ${request.file}: ${reply.error}`);
    return reply;
  }

  stop(): void {
    this.child.stdin.end();
    this.child.kill();
  }
}

/** Runs one request in a new process. */
export async function runOnce(program: Program, request: Request): Promise<Reply> {
  const rival = new RivalProcess(program);
  try {
    return await rival.run(request);
  } finally {
    rival.stop();
  }
}
