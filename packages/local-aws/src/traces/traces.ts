import type { AccessDecision } from "../iam/decisions";

/** A decision about access during a call. */
export type TracedDecision = Pick<AccessDecision, "action" | "allowed" | "by"> & { readonly resource: string };

/** A request that a function has made of a service while it ran. */
export interface TracedCall {
  /** `s3`, `dynamodb` … */
  readonly service: string;
  /** `GetObject`; absent: it was refused before that was known. */
  readonly operation?: string;
  /** Key of an object, or name of a table. */
  readonly subject?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Until the answer was sent, milliseconds; absent: it is not answered yet. */
  readonly durationMs?: number;
  /** HTTP status of the answer; absent: there is none yet, or none has arrived. */
  readonly status?: number;
  /** Code of an answer that says no. */
  readonly errorCode?: string;
  readonly decisions: readonly TracedDecision[];
}

/** One attempt to run a function on an event, and what it has asked of the services. */
export interface TracedRun {
  readonly functionName: string;
  /** Of all attempts of an asynchronous event. */
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Absent: it is running. */
  readonly durationMs?: number;
  /** Absent: it is running. */
  readonly status?: "ok" | "error" | "timeout";
  /** In the order in which they came. */
  readonly calls: readonly TracedCall[];
  /** Calls beyond the {@link MAX_CALLS} that are kept. */
  readonly omittedCalls: number;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A call under way. */
export interface OpenCall extends Writable<Omit<TracedCall, "decisions">> {
  readonly decisions: TracedDecision[];
}

interface OpenRun extends Writable<Omit<TracedRun, "calls">> {
  readonly calls: OpenCall[];
}

/** Runs that are kept: the latest. */
const MAX_RUNS = 500;

/** Calls that are kept of a run: the first. */
export const MAX_CALLS = 100;

/**
 * What functions ask of the services, run by run. An instance runs one event at a time and has a session of its own,
 * so the access key of a request says which run has sent it.
 */
export class Traces {
  private readonly runs: OpenRun[] = [];
  /** By access key of the instance. */
  private readonly running = new Map<string, OpenRun>();

  /** @returns ends it */
  begin(
    accessKeyId: string,
    run: Pick<TracedRun, "functionName" | "requestId" | "attempt">,
  ): (end: Required<Pick<TracedRun, "durationMs" | "status">>) => void {
    const open: OpenRun = { ...run, startedAt: Date.now(), calls: [], omittedCalls: 0 };
    this.runs.push(open);
    if (this.runs.length > MAX_RUNS) this.runs.shift();
    this.running.set(accessKeyId, open);
    return (end) => {
      Object.assign(open, end);
      this.running.delete(accessKeyId);
    };
  }

  /** A call that begins now; undefined where no function that runs has sent it. */
  call(accessKeyId: string, service: string): OpenCall | undefined {
    const run = this.running.get(accessKeyId);
    if (run === undefined) return undefined;
    if (run.calls.length >= MAX_CALLS) {
      run.omittedCalls += 1;
      return undefined;
    }
    const call: OpenCall = { service, startedAt: Date.now(), decisions: [] };
    run.calls.push(call);
    return call;
  }

  /** The runs that are kept, the earliest first. */
  all(): readonly TracedRun[] {
    return this.runs;
  }

  /** The runs of which a call was about a resource, the earliest first. */
  touching(resourceArn: string): readonly TracedRun[] {
    return this.runs.filter(({ calls }) =>
      calls.some(({ decisions }) => decisions.some(({ resource }) => resource === resourceArn)),
    );
  }
}
