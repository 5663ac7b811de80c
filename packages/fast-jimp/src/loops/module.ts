import { webAssembly } from "../wasm/engine";
import { Arena } from "./arena";
import { type Backend, BACKEND } from "./backend";
import { LoopMemory } from "./memory";

/** First address of a memory without WebAssembly: 0 stands for nothing. */
const JAVASCRIPT_START = 16;

/**
 * A module of loops and an arena that is reused. A call that throws may leave data of an image anywhere in the memory:
 * its arena is discarded, and the next call gets a new one.
 */
export class LoopModule<Loops> {
  private compiled: object | undefined;
  private kept: Arena<Loops> | undefined;

  /**
   * @param wasm the loops as WebAssembly, base64; compiled on first use
   * @param define the loops in JavaScript, which the others are held to
   */
  constructor(
    private readonly wasm: string,
    private readonly define: (memory: LoopMemory) => Loops,
    private readonly backend: Backend = BACKEND,
  ) {}

  /** Calls back with an empty arena, which is valid until the call returns. */
  use<Result>(work: (arena: Arena<Loops>) => Result): Result {
    const arena = this.take();
    const result = work(arena);
    this.keep(arena);
    return result;
  }

  /** As {@link use}; overlapping calls get an arena each. */
  async useAsync<Result>(work: (arena: Arena<Loops>) => Promise<Result>): Promise<Result> {
    const arena = this.take();
    const result = await work(arena);
    this.keep(arena);
    return result;
  }

  private take(): Arena<Loops> {
    const arena = this.kept ?? this.make();
    this.kept = undefined;
    arena.clear();
    return arena;
  }

  private keep(arena: Arena<Loops>): void {
    if (!arena.oversized) this.kept = arena;
  }

  private make(): Arena<Loops> {
    if (this.backend === "javascript" || !webAssembly) {
      const memory = new LoopMemory();
      return new Arena(this.define(memory), memory, JAVASCRIPT_START);
    }
    this.compiled ??= new webAssembly.Module(Buffer.from(this.wasm, "base64"));
    const memory = new webAssembly.Memory({ initial: 4 });
    const { exports } = new webAssembly.Instance(this.compiled, { env: { memory } });
    return new Arena(exports as Loops, memory, (exports as { heapStart: () => number }).heapStart());
  }
}
