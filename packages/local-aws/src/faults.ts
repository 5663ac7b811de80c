import { AwsError } from "./http/aws-error";

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

interface CountedFault extends FaultSpec {
  left: number;
}

/** Makes operations fail on purpose, to test how a program handles the errors. */
export class Faults {
  private readonly faults = new Map<string, CountedFault>();

  /**
   * Makes an operation of a service (`"s3"`, `"PutObject"`) answer with an error from now on.
   *
   * A second call for the same operation replaces the first.
   */
  fail(service: string, operation: string, spec: FaultSpec = {}): void {
    this.faults.set(`${service}:${operation}`, { ...spec, left: spec.times ?? Infinity });
  }

  /** Removes every fault. */
  clear(): void {
    this.faults.clear();
  }

  /** Fails a request for which a fault is set, and counts it. @throws AwsError with the fault's code. */
  check(service: string, operation: string, resource?: string): void {
    const fault = this.faults.get(`${service}:${operation}`);
    if (fault === undefined || fault.left <= 0) return;
    if (fault.resource !== undefined && fault.resource !== resource) return;
    fault.left -= 1;
    throw new AwsError(fault.code ?? "InternalError", "This error was injected.", fault.status ?? 500);
  }
}
