/** Wait between two measurements, in milliseconds. */
const MEASURE_MS = 1_000;

/** What the heap may grow from the first to the second half, in bytes, beside what each image leaves. */
const TOLERANCE_BYTES = 64 * 1024 * 1024;

interface Growth {
  readonly report: { readonly heapMb: number; readonly heapGrowthMb: number };
  readonly faults: readonly string[];
}

/** How much memory this process uses, as its median in each half of the time. */
export class MemoryCurve {
  private readonly heapBytes: number[] = [];
  private readonly timer = setInterval(() => this.heapBytes.push(process.memoryUsage().heapUsed), MEASURE_MS);

  /** Ends the measurement. */
  end(): Growth {
    clearInterval(this.timer);
    const half = Math.floor(this.heapBytes.length / 2);
    // The first tenth is that of a process that is still loading and compiling.
    const [first, second] = [
      median(this.heapBytes.slice(Math.floor(this.heapBytes.length / 10), half)),
      median(this.heapBytes.slice(half)),
    ];
    const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
    const growth = second - first;
    return {
      report: { heapMb: megabytes(second), heapGrowthMb: megabytes(growth) },
      faults: growth > TOLERANCE_BYTES ? [`memory: the heap has grown by ${megabytes(growth)} MB`] : [],
    };
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
