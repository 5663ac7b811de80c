/** Counts work in progress, so that a caller can wait until all of it is done. */
export class WorkTracker {
  private pending = 0;
  private waiting: (() => void)[] = [];

  /** Marks the start of a piece of work; call the returned function when it is done. */
  begin(): () => void {
    this.pending += 1;
    let done = false;
    return () => {
      if (done) return;
      done = true;
      this.pending -= 1;
      if (this.pending > 0) return;
      const waiting = this.waiting;
      this.waiting = [];
      for (const resolve of waiting) resolve();
    };
  }

  /** Runs a piece of work and counts it until it is done. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    const done = this.begin();
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Resolves when no work is in progress. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
