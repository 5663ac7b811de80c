import { spawn, type ChildProcess } from "node:child_process";

import type { RunFault } from "../faults";
import { watchInit } from "./init-clock";
import { watchMemory } from "./memory-watch";
import { Output } from "./output";
import type { FunctionError, InstanceMessage, InvokeMessage } from "./protocol";

/** Limit for loading the code, in milliseconds (Lambda's own), by {@link watchInit}. */
const INIT_TIMEOUT_MS = 10_000;

/** Waits for a limit to be exceeded. @returns a function that stops waiting. */
type Watch = (onTimeout: () => void) => () => void;

interface InstanceSpec {
  readonly runtimeFile: string;
  /** Folder with the function's own archive. */
  readonly taskRoot: string;
  /** The complete environment: the instance inherits no variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly onLine: (line: string) => void;
  /** Called once when the process has ended. */
  readonly onExit: () => void;
}

/** Result of one run of the handler. */
export interface RunResult {
  readonly status: "ok" | "error" | "timeout";
  /** The handler's result, or the error, as JSON. */
  readonly payload: string;
  readonly error?: FunctionError;
  readonly durationMs: number;
  readonly maxRssMb: number;
  /** Processor time of the instance during the run, in milliseconds; absent: it has ended before it could say. */
  readonly processorMs?: number;
}

/** An execution environment: a process that loads a function's code and runs its handler, one event at a time. */
export class Instance {
  /** Time to load the code, in milliseconds; known once {@link ready} has resolved. */
  initMs = 0;
  private readonly child: ChildProcess;
  private readonly out: Output;
  private readonly err: Output;
  private stopWatching: () => void = () => undefined;
  private runs = 0;
  private maxRssMb = 0;
  private killedBy: FunctionError | undefined;
  private isAlive = true;

  constructor(private readonly spec: InstanceSpec) {
    this.child = spawn(process.execPath, [...heapFlags(spec.memoryMb), spec.runtimeFile], {
      cwd: spec.taskRoot,
      env: spec.environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      windowsHide: true,
    });
    const { stdout, stderr, pid } = this.child;
    if (stdout === null || stderr === null) throw new Error("the instance's output is not piped");
    this.out = new Output(stdout, spec.onLine);
    this.err = new Output(stderr, spec.onLine);
    this.child.on("exit", () => {
      this.isAlive = false;
      this.stopWatching();
      spec.onExit();
    });
    this.child.on("error", () => (this.isAlive = false));
    if (pid !== undefined) this.stopWatching = watchMemory(pid, spec.memoryMb, (mb) => this.outOfMemory(mb));
  }

  /** False once the process has ended or is being ended. */
  get alive(): boolean {
    return this.isAlive;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when the code is loaded, with the error if loading failed. */
  async ready(): Promise<FunctionError | undefined> {
    const start = performance.now();
    const watch: Watch = (onTimeout) => watchInit(this.child.pid, INIT_TIMEOUT_MS, onTimeout);
    const message = await this.next((m) => m.type === "ready", watch);
    this.initMs = performance.now() - start;
    if (message === "timeout") {
      this.kill();
      return {
        errorType: "Sandbox.Timedout",
        errorMessage: `Init phase timed out after ${INIT_TIMEOUT_MS / 1000} seconds`,
      };
    }
    if (message === "exit") return this.exitError();
    return message.type === "ready" ? message.error : undefined;
  }

  /** Runs the handler once. Never rejects: every failure is part of the result. */
  async run(message: InvokeMessage, timeoutMs: number): Promise<RunResult> {
    const start = performance.now();
    this.runs += 1;
    const watch: Watch = (onTimeout) => {
      const timer = setTimeout(onTimeout, timeoutMs);
      return () => clearTimeout(timer);
    };
    const reply = this.next((m) => m.type !== "ready" && m.requestId === message.requestId, watch);
    this.child.send(message, () => undefined);
    const got = await reply;
    const durationMs = performance.now() - start;
    if (got === "timeout") {
      this.kill();
      const error = { errorType: "Sandbox.Timedout", errorMessage: timedOut(message.requestId, timeoutMs) };
      return this.failure("timeout", error, durationMs);
    }
    await Promise.all([this.out.ended(this.runs), this.err.ended(this.runs)]);
    // The peak of a handler that ends before the next measurement.
    if (got !== "exit" && got.type !== "ready" && got.maxRssMb > this.spec.memoryMb) this.outOfMemory(got.maxRssMb);
    if (got === "exit" || this.killedBy !== undefined) {
      return this.failure("error", exitDuring(message.requestId, this.exitError()), durationMs);
    }
    if (got.type === "ready") throw new Error("the instance reported twice that it is ready");
    this.maxRssMb = Math.max(this.maxRssMb, got.maxRssMb);
    const { processorMs } = got;
    if (got.type === "failure") return { ...this.failure("error", got.error, durationMs), processorMs };
    return { status: "ok", payload: got.payload, durationMs, maxRssMb: this.maxRssMb, processorMs };
  }

  /** Ends the process at once. */
  kill(): void {
    this.isAlive = false;
    this.stopWatching();
    this.child.kill("SIGKILL");
  }

  /** Ends the process as what a test wants it to suffer. */
  suffer(kind: RunFault["kind"]): void {
    if (kind === "out-of-memory") this.outOfMemory(this.spec.memoryMb + 1);
    if (kind === "killed") this.child.kill("SIGKILL");
  }

  /** Ends the process and waits until it has exited. */
  async stop(): Promise<void> {
    const exited = new Promise<void>((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) resolve();
      else this.child.once("exit", () => resolve());
    });
    this.kill();
    await exited;
  }

  /** The result of an invocation that failed, with the instance's peak memory. */
  failure(status: "error" | "timeout", error: FunctionError, durationMs: number): RunResult {
    return { status, payload: JSON.stringify(error), error, durationMs, maxRssMb: this.maxRssMb };
  }

  /**
   * Ends the process as Lambda does. Its message names the signal, its type the cause: "Status: error, Error Type:
   * Runtime.OutOfMemory" in REPORT lines, `errorType` in `platform.report` of the Telemetry API's schema.
   */
  private outOfMemory(mb: number): void {
    this.maxRssMb = Math.max(this.maxRssMb, mb);
    this.killedBy = { errorType: "Runtime.OutOfMemory", errorMessage: "Runtime exited with error: signal: killed" };
    this.kill();
  }

  private exitError(): FunctionError {
    if (this.killedBy !== undefined) return this.killedBy;
    const { exitCode, signalCode } = this.child;
    // V8 aborts the process when its heap is full.
    if (signalCode === "SIGABRT" || exitCode === 134) {
      this.maxRssMb = Math.max(this.maxRssMb, this.spec.memoryMb);
      return { errorType: "Runtime.OutOfMemory", errorMessage: "Runtime exited with error: signal: aborted" };
    }
    const how = signalCode === null ? `exit status ${exitCode ?? "unknown"}` : `signal: ${signalCode}`;
    return { errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: ${how}` };
  }

  private next(
    accepts: (message: InstanceMessage) => boolean,
    watch: Watch,
  ): Promise<InstanceMessage | "timeout" | "exit"> {
    return new Promise((resolve) => {
      const done = (result: InstanceMessage | "timeout" | "exit") => {
        stopWatching();
        this.child.off("message", onMessage);
        this.child.off("close", onClose);
        this.child.off("error", onClose);
        resolve(result);
      };
      const onMessage = (message: unknown) => {
        if (accepts(message as InstanceMessage)) done(message as InstanceMessage);
      };
      const onClose = () => done("exit");
      const stopWatching = watch(() => done("timeout"));
      this.child.on("message", onMessage);
      this.child.on("close", onClose);
      this.child.on("error", onClose);
      if (!this.isAlive && (this.child.exitCode !== null || this.child.signalCode !== null)) onClose();
    });
  }
}

/** The end of a process as the error of the invocation during which it ended. */
export function exitDuring(requestId: string, exit: FunctionError): FunctionError {
  return { ...exit, errorMessage: `RequestId: ${requestId} Error: ${exit.errorMessage}` };
}

/**
 * Limits of V8's heap as AWS's runtime sets them (`/var/runtime/bootstrap` of its Node.js images): a tenth of the
 * memory for both halves of the young generation, the rest for the old one.
 */
function heapFlags(memoryMb: number): string[] {
  const youngMb = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(youngMb / 2)}`, `--max-old-space-size=${memoryMb - youngMb}`];
}

function timedOut(requestId: string, timeoutMs: number): string {
  return `${new Date().toISOString()} ${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
}
