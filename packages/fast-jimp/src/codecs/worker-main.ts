import type { CodecFactory, codecOptions } from "./emscripten";

/** What a decoder returns: not premultiplied RGBA. */
export interface DecodedRgba {
  readonly data: Uint8ClampedArray | Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Decodes with an instance of a codec. Its text is copied into a worker: it refers to nothing outside of itself. */
export type DecodeWith<Codec> = (codec: Codec, bytes: Uint8Array) => DecodedRgba | null | undefined;

/** What a worker is started with. */
export interface WorkerStart {
  readonly port: Port;
  /** 1: an answer is in the port. */
  readonly signal: Int32Array;
  /** File of the codec's JavaScript. */
  readonly file: string;
  /** Its WebAssembly, compiled. */
  readonly module: object;
}

/** The part of a MessagePort that is used in a worker. */
interface Port {
  on(event: "message", listener: (bytes: Uint8Array) => void): void;
  postMessage(answer: Answer, moved?: readonly ArrayBuffer[]): void;
}

/** What a worker answers of a file: its pixels, or what was thrown. */
export type Answer =
  | (DecodedRgba & {
      /** Of the instance that has decoded it. It stays in memory until the worker collects it, or is ended. */
      readonly instanceBytes: number;
    })
  | { readonly problem: string };

/**
 * What runs in a worker: it decodes one file after the other, each with an instance of its own. Only its text gets
 * there: it refers to nothing outside of itself.
 */
export function workerMain<Codec>(
  { port, signal, file, module }: WorkerStart,
  load: (file: string) => unknown,
  optionsOf: typeof codecOptions,
  decode: DecodeWith<Codec>,
): void {
  const loadFactory = (): CodecFactory<Codec> => {
    const loaded = load(file) as CodecFactory<Codec> | { readonly default: CodecFactory<Codec> };
    return typeof loaded === "function" ? loaded : loaded.default;
  };
  const answerOf = async (bytes: Uint8Array): Promise<Answer> => {
    let memories: readonly { readonly buffer: ArrayBuffer }[] = [];
    const options = optionsOf(module, (exports) => {
      memories = Object.values(exports).filter((one: unknown) => String(one) === "[object WebAssembly.Memory]");
    });
    const decoded = decode(await loadFactory()(options), bytes);
    if (!decoded) return { problem: "" };
    const { data, width, height } = decoded;
    const instanceBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    // What is a part of the instance's memory cannot be moved out of it.
    const own = data.byteLength === data.buffer.byteLength ? data : data.slice();
    return { data: own, width, height, instanceBytes };
  };
  const send = (answer: Answer): void => {
    port.postMessage(answer, "data" in answer ? [answer.data.buffer as ArrayBuffer] : []);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  port.on("message", (bytes) => {
    answerOf(bytes).then(send, (error: unknown) =>
      send({ problem: error instanceof Error ? error.message : String(error) }),
    );
  });
}
