/** What a worker is asked: one picture, resized and encoded. */
export interface Request {
  readonly file: string;
  readonly format: "jpeg" | "png";
  /** Send the result back. */
  readonly keep?: boolean;
  /** Our own quality setting. */
  readonly quality?: "fast" | "best";
}

export interface Reply {
  /** From the bytes in memory to the result's bytes; the first time with the library's load. */
  readonly ms: number;
  /** Time of all threads. */
  readonly cpuMs: number;
  /** Size of the result. */
  readonly bytes: number;
  /** Peak resident size before the library was loaded. */
  readonly idleKb: number;
  /** Peak resident size after this picture. */
  readonly peakKb: number;
  /** Result, base64, where it was asked for. */
  readonly result?: string;
}
