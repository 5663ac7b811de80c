import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { AwsError } from "./http/aws-error";
import { disturb, type Disturbance } from "./http/disturb";

/** What happens to a request instead of its usual answer. */
export type Fault =
  | {
      readonly kind: "error";
      /** HTTP status of the answer. Default 500. */
      readonly status?: number;
      /** Error code of the answer. Default `InternalError`. */
      readonly code?: string;
    }
  /** The request is on its way for so long before it is carried out: others overtake it. */
  | { readonly kind: "late"; readonly delayMs: number }
  | Disturbance;

/** What happens to a function while it runs. */
export interface RunFault {
  /**
   * `killed`: its process is; `out-of-memory`: it is ended as one that has used up its memory; `timed-out`: its time is
   * over.
   */
  readonly kind: "killed" | "out-of-memory" | "timed-out";
  /** Milliseconds after the event was handed over. */
  readonly afterMs: number;
}

/** How often and how an operation is made to fail. */
export interface FaultSpec extends Omit<Extract<Fault, { kind: "error" }>, "kind"> {
  /** Number of requests that fail before the service works again. Default `Infinity`. */
  readonly times?: number;
  /** Only requests whose key (S3) or table name (DynamoDB) equals this. Default: all. */
  readonly resource?: string;
}

/** Decides about each request and each run, at random for instance. */
export interface FaultPlan {
  /** The fault of a request; undefined: none. */
  readonly ofRequest?: (service: string, operation: string, resource: string | undefined) => Fault | undefined;
  /** The fault of a function's run; undefined: none. */
  readonly ofRun?: (functionName: string) => RunFault | undefined;
  /** Whether the disk is full when an object's bytes are to be written. */
  readonly isDiskFull?: () => boolean;
  /** The error code (`ENOSPC`, `EIO`) of a write to the state's database; undefined: it is written. */
  readonly ofStateWrite?: () => string | undefined;
}

interface CountedFault extends FaultSpec {
  left: number;
}

/** Makes operations fail on purpose, to test how a program handles the errors. */
export class Faults {
  private readonly faults = new Map<string, CountedFault>();
  private plan: FaultPlan = {};

  /**
   * Makes an operation of a service (`"s3"`, `"PutObject"`) answer with an error from now on.
   *
   * A second call for the same operation replaces the first.
   */
  fail(service: string, operation: string, spec: FaultSpec = {}): void {
    this.faults.set(`${service}:${operation}`, { ...spec, left: spec.times ?? Infinity });
  }

  /** Asks a plan about each request and each run from now on. A second call replaces the first plan. */
  follow(plan: FaultPlan): void {
    this.plan = plan;
  }

  /** Removes every fault and the plan. */
  clear(): void {
    this.faults.clear();
    this.plan = {};
  }

  /**
   * Fails a request for which a fault is set, holds it up, or disturbs its answer.
   *
   * @throws AwsError with the fault's code
   */
  async check(service: string, operation: string, reply: ServerResponse, resource?: string): Promise<void> {
    const fault = this.counted(service, operation, resource) ?? this.plan.ofRequest?.(service, operation, resource);
    if (fault === undefined) return;
    if (fault.kind === "late") return sleep(fault.delayMs);
    if (fault.kind !== "error") return disturb(reply, fault);
    throw new AwsError(fault.code ?? "InternalError", "This error was injected.", fault.status ?? 500);
  }

  /** The fault of a run that begins now. */
  ofRun(functionName: string): RunFault | undefined {
    return this.plan.ofRun?.(functionName);
  }

  /** @throws Error with code `ENOSPC` if the disk is full now */
  checkDisk(): void {
    if (this.plan.isDiskFull?.() !== true) return;
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  }

  /** @throws Error with the code that the plan has for a write to the state's database */
  checkStateWrite(): void {
    const code = this.plan.ofStateWrite?.();
    if (code !== undefined) throw Object.assign(new Error(`${code}: this error was injected, write`), { code });
  }

  private counted(service: string, operation: string, resource: string | undefined): Fault | undefined {
    const fault = this.faults.get(`${service}:${operation}`);
    if (fault === undefined || fault.left <= 0) return undefined;
    if (fault.resource !== undefined && fault.resource !== resource) return undefined;
    fault.left -= 1;
    const { status, code } = fault;
    return { kind: "error", ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
  }
}
