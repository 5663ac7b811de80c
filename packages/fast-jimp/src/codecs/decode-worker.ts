import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { MIB } from "../limits";
import { codecOptions } from "./emscripten";
import { workerMain, type Answer, type DecodeWith, type WorkerStart } from "./worker-main";

/** How long one file may take. */
interface TimeLimit {
  /** Processor time of the process, ms: on a busy machine an image gets as much of it as on an idle one. */
  readonly processorMs: number;
  /** A decoder that needs no processor time for as long is no longer there, ms. Default 60,000. */
  readonly stalledMs?: number;
}

/** How often processor time is looked at, ms. */
const LOOK_EVERY_MS = 100;
/** Of a busy machine: no thread waits for so long until it is run, ms. */
const STALLED_MS = 60_000;
/** Processor time that something that is there takes of it, ms. */
const LEAST_PROGRESS_MS = 50;
/** Instances that are larger are not left to a worker that waits for the next image, bytes. */
const MAX_KEPT_BYTES = 32 * MIB;

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What a decode comes to: an answer, or undefined where it has used up its time. */
type Outcome = Answer | undefined;

/** A thread in which one file at a time is decoded, and which can be ended while it does so. */
class DecodeThread {
  private readonly signal = new Int32Array(new SharedArrayBuffer(4));
  private readonly port: MessagePort;
  private readonly worker: Worker;
  private isOver = false;

  constructor(source: string, codec: Pick<WorkerStart, "file" | "module">) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(source, {
      eval: true,
      workerData: { ...codec, port: port2, signal: this.signal },
      transferList: [port2],
      // Those of the process are for its own modules.
      execArgv: [],
    });
    // Whoever waits for an answer notices that there is none.
    this.worker.on("error", () => this.end());
    this.worker.on("exit", () => this.end());
    this.worker.unref();
  }

  get isAlive(): boolean {
    return !this.isOver;
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.port.close();
    void this.worker.terminate();
  }

  /** @throws Error where the thread is gone, which is no fault of the file */
  decode(bytes: Uint8Array, limit: TimeLimit): Outcome {
    // A copy of its own is moved, not copied once more.
    const copy = new Uint8Array(bytes);
    Atomics.store(this.signal, 0, 0);
    this.port.postMessage(copy, [copy.buffer]);
    if (!this.isAnswered(limit)) return undefined;
    return receiveMessageOnPort(this.port)?.message as Answer;
  }

  private isAnswered({ processorMs: allowed, stalledMs = STALLED_MS }: TimeLimit): boolean {
    const begun = processorMs();
    let [progress, since] = [begun, performance.now()];
    while (Atomics.wait(this.signal, 0, 0, LOOK_EVERY_MS) === "timed-out") {
      const used = processorMs();
      if (used - begun > allowed) return false;
      if (used - progress > LEAST_PROGRESS_MS) [progress, since] = [used, performance.now()];
      if (performance.now() - since > stalledMs) throw new Error("expected an answer of a decoder's thread");
    }
    return true;
  }
}

/** Decodes files in a thread of their own, which is kept for the next one. */
export class DecodeWorker<Codec> {
  private readonly source: string;
  private thread: DecodeThread | undefined;

  constructor(decode: DecodeWith<Codec>) {
    // esbuild, as tsx uses it, calls `__name` in the text of functions.
    this.source = `const __name = (value) => value;
(${String(workerMain)})(require("node:worker_threads").workerData, require, ${String(codecOptions)}, ${String(decode)});`;
  }

  /**
   * Decodes a file, synchronously. The thread is ended where the time is up, and where what it holds is large.
   *
   * @returns undefined where the time was up
   * @throws Error where the thread is gone, which is no fault of the file
   */
  decode(bytes: Uint8Array, codec: Pick<WorkerStart, "file" | "module">, limit: TimeLimit): Outcome {
    const thread = this.thread?.isAlive ? this.thread : new DecodeThread(this.source, codec);
    this.thread = thread;
    let answer: Outcome;
    try {
      answer = thread.decode(bytes, limit);
    } finally {
      const isKept = answer !== undefined && "data" in answer && answer.instanceBytes <= MAX_KEPT_BYTES;
      if (!isKept) thread.end();
    }
    return answer;
  }
}
