/** How often and how an operation is made to fail. */
export interface FaultSpec {
  /** Number of requests that fail before the service works again. Default `Infinity`. */
  readonly times?: number;
  /** HTTP status of the answer. Default 500. */
  readonly status?: number;
  /** Error code of the answer. Default `InternalError`. */
  readonly code?: string;
  /** Only requests whose key (S3) or table name (DynamoDB) equals this. Default: all. */
  readonly resource?: string;
}

interface ArmedFault extends FaultSpec {
  left: number;
}

/** Makes services fail on purpose, so that a test can see what the program does about it. */
export class Faults {
  private readonly armed = new Map<string, ArmedFault>();

  /**
   * From now on `service`'s `operation` (`"s3"`, `"PutObject"`) answers with an error.
   *
   * A second call for the same operation replaces the first.
   */
  fail(service: string, operation: string, spec: FaultSpec = {}): void {
    this.armed.set(`${service}:${operation}`, { ...spec, left: spec.times ?? Infinity });
  }

  /** Lets everything work again. */
  clear(): void {
    this.armed.clear();
  }

  /** The fault that this request meets, if any; counts it. */
  take(service: string, operation: string, resource?: string): { status: number; code: string } | undefined {
    const fault = this.armed.get(`${service}:${operation}`);
    if (fault === undefined || fault.left <= 0) return undefined;
    if (fault.resource !== undefined && fault.resource !== resource) return undefined;
    fault.left -= 1;
    return { status: fault.status ?? 500, code: fault.code ?? "InternalError" };
  }
}
