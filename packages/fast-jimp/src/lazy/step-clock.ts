/** Time that an image has taken so far, all its clones together, milliseconds. */
export interface StepTimes {
  /** From compressed data to pixels, or to planes of samples. */
  readonly decodeMs: number;
  /** To the sizes of results; from planes with the conversion of colours. */
  readonly resizeMs: number;
  /** From pixels to compressed data. */
  readonly encodeMs: number;
}

/** Adds up how long each step takes. */
export class StepClock {
  readonly times: { -readonly [Step in keyof StepTimes]: number } = { decodeMs: 0, resizeMs: 0, encodeMs: 0 };

  measure<Result>(step: keyof StepTimes, work: () => Result): Result {
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      this.times[step] += performance.now() - startedAt;
    }
  }

  async wait<Result>(step: keyof StepTimes, work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.times[step] += performance.now() - startedAt;
    }
  }

  /** As {@link wait}, without what other steps take meanwhile. */
  async waitForRest<Result>(step: keyof StepTimes, work: () => Promise<Result>): Promise<Result> {
    const [startedAt, before] = [performance.now(), this.total];
    try {
      return await work();
    } finally {
      this.times[step] += performance.now() - startedAt - (this.total - before);
    }
  }

  private get total(): number {
    const { decodeMs, resizeMs, encodeMs } = this.times;
    return decodeMs + resizeMs + encodeMs;
  }
}
