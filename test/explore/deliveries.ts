import { refusalReasons, type S3Event, type S3EventRecord } from "../../handlers/contract";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import type { Connections } from "../../handlers/ports";
import type { ExecutionEnd } from "../../handlers/ports/executions";
import { makeProcessImage } from "../../handlers/process-image";
import { makeRecordFailure } from "../../handlers/record-failure";
import type { InvocationContext } from "../../handlers/s3-event-records";
import { makeInspectImage } from "../../handlers/workflow/inspect-image";
import { makeRecordImage } from "../../handlers/workflow/record-image";
import { makeRenderVariant } from "../../handlers/workflow/render-variant";
import { makeRunExecutions } from "../../handlers/workflow/run-executions";
import { objectCreated } from "../support/events/s3-events";
import type { BucketEvent } from "./bucket-history";
import type { ExploredWorld, Faults } from "./explored-world";
import { arnOfQueue, queueMessage, type ExploredQueue, type QueuedMessage } from "./queue";
import type { Schedule } from "./schedule";

/** How uploads are processed. */
export const routes = ["direct", "workflow"] as const;
export type Route = (typeof routes)[number];

const context = { awsRequestId: "request" };

/** Attempts of an asynchronous invocation ("How Lambda handles errors", in the developer guide). */
const ATTEMPTS = 3;

const usual: Faults = { fails: 0.01, losesAnswer: 0.01, kills: 0.01 };
/** Of an event on whose way much goes wrong: hardly an attempt of it comes to its end. */
const persistent: Faults = { fails: 0.1, losesAnswer: 0.05, kills: 0.05 };
const none: Faults = { fails: 0, losesAnswer: 0, kills: 0 };

/** Probability that EventBridge gives an event up. */
const UNDELIVERED = 0.05;

/** An event in Lambda's queue of asynchronous invocations. */
interface Invocation {
  readonly fn: "process" | "removal";
  readonly event: S3Event;
  readonly attempts: number;
  readonly faults: Faults;
}

/**
 * What brings events to the functions, and what becomes of those that fail: Lambda's queue of asynchronous invocations,
 * the work queue with the function that runs executions, the queue of failures with the function that records them.
 */
export class Deliveries {
  private invocations: readonly Invocation[] = [];
  /** Faults of messages on whose way much goes wrong, by id. */
  private readonly disturbed = new Map<string, Faults>();
  private actors = 0;
  running = 0;
  /** Nothing goes wrong any more. */
  calm = false;

  constructor(
    private readonly route: Route,
    private readonly world: ExploredWorld,
    private readonly schedule: Schedule,
    /** What goes wrong with every event; absent: little with most, and much with some. */
    private readonly faults?: Faults,
  ) {}

  get newActor(): string {
    return `#${(this.actors += 1)}`;
  }

  /** S3 tells of something that happened to the bucket. */
  notify({ kind, event }: BucketEvent): void {
    const [record] = event.Records;
    if (!record) return;
    if (kind === "removed") return this.invoke("removal", event);
    if (this.route === "direct") return this.invoke("process", event);
    const { key, versionId, sequencer } = record.s3.object;
    const body = JSON.stringify(objectCreated({ key, versionId, sequencer, time: record.eventTime }));
    if (!this.faults && this.schedule.happens(UNDELIVERED)) return this.undelivered(body);
    this.sendToWork(body);
  }

  /** Puts an event into Lambda's queue. */
  invoke(fn: Invocation["fn"], event: S3Event): void {
    this.invocations = [...this.invocations, { fn, event, attempts: 0, faults: this.faultsOfEvent() }];
  }

  sendToWork(body: string): void {
    const faults = this.faultsOfEvent();
    // It may have come back often before, because the functions were busy.
    const receives = faults === persistent && this.schedule.happens(0.5) ? 17 : 0;
    this.disturbed.set(this.world.queues.work.send(body, { receives }), faults);
  }

  /** What can be handed out now; each call starts one. */
  get startable(): readonly (() => void)[] {
    const { work, failures } = this.world.queues;
    return [
      ...(this.invocations.length > 0 ? [() => this.startInvocation()] : []),
      ...(work.visible > 0 ? [() => this.startExecution(work)] : []),
      ...(failures.visible > 0 ? [() => this.startRecorder(failures)] : []),
    ];
  }

  private faultsOfEvent(): Faults {
    if (this.calm) return none;
    return this.faults ?? (this.schedule.happens(0.2) ? persistent : usual);
  }

  /** EventBridge gives an event up, and says why in attributes. */
  private undelivered(body: string): void {
    const attributes = {
      RULE_ARN: "arn:aws:events:eu-central-1:123456789012:rule/image-upload-rule",
      TARGET_ARN: arnOfQueue("work"),
      ERROR_CODE: "SDK_CLIENT_ERROR",
      ERROR_MESSAGE: "not today",
      RETRY_ATTEMPTS: "185",
    };
    this.schedule.note("EventBridge gives an event up");
    this.world.queues.failures.send(body, { attributes });
  }

  private startInvocation(): void {
    const at = this.schedule.choose(this.invocations.length);
    const invocation = this.invocations[at];
    if (!invocation) return;
    this.invocations = this.invocations.filter((_, index) => index !== at);
    const { fn, event, attempts, faults } = invocation;
    const actor = `${this.newActor} ${fn}`;
    this.begin(actor, nameOf(event));
    const failed = (error: Error) => {
      if (attempts + 1 < ATTEMPTS) {
        this.invocations = [...this.invocations, { ...invocation, attempts: attempts + 1 }];
        return;
      }
      this.schedule.note(`${actor}: Lambda gives the event up`);
      this.world.queues.failures.send(JSON.stringify(invocationRecord(fn, event, error)));
    };
    const handle: (deps: Connections) => (event: S3Event, context: InvocationContext) => Promise<unknown> =
      fn === "process" ? makeProcessImage : makeFollowRemoval;
    this.end(
      actor,
      this.world.run(actor, () => handle(this.world.connections(actor, faults))(event, context)),
      () => undefined,
      failed,
    );
  }

  private startExecution(queue: ExploredQueue): void {
    const name = this.newActor;
    const actor = `${name} run`;
    const message = queue.receive(actor);
    if (!message) return;
    const faults = this.calm ? none : (this.disturbed.get(message.id) ?? usual);
    this.begin(actor, message.id);
    const executions: Connections["executions"] = {
      machineName: "image-workflow",
      run: (execution, input) => this.runExecution(name, actor, execution, input as S3EventRecord, faults),
    };
    const connections = this.world.connections(actor, faults, executions);
    const work = () => makeRunExecutions(connections)({ Records: [queueMessage(message)] }, context);
    this.handleBatch(actor, queue, [message], work);
  }

  /**
   * Runs an execution and waits for its end, as the function behind the work queue does. That function may be stopped
   * while the execution goes on, and the execution may time out while its functions go on.
   */
  private async runExecution(
    name: string,
    actor: string,
    execution: string,
    record: S3EventRecord,
    faults: Faults,
  ): Promise<ExecutionEnd> {
    const { schedule, world } = this;
    const call = <T>(label: string, effect: () => Promise<T>) =>
      world.call({ actor, faults, service: "executions", label }, effect);
    let ended: Promise<ExecutionEnd> = Promise.resolve({ status: "ABORTED" });
    await call(`start execution ${execution}`, () => {
      ended = this.execute(name, record, faults).then(
        () => ({ status: "SUCCEEDED" }),
        ({ name: error, message }: Error) => ({
          status: "FAILED",
          error,
          cause: JSON.stringify({ errorMessage: message }),
        }),
      );
      return Promise.resolve();
    });
    const timesOut = schedule.happens(faults.kills);
    const wait = call(`wait for execution ${execution}`, () => Promise.resolve());
    if (timesOut) return wait.then(() => ({ status: "TIMED_OUT" }));
    const [end] = await Promise.all([ended, wait]);
    return end;
  }

  /** One execution of the state machine, without the retries of its steps. */
  private async execute(name: string, record: S3EventRecord, faults: Faults): Promise<void> {
    const step = <T>(label: string, handle: (connections: Connections) => Promise<T>): Promise<T> => {
      const actor = `${name} ${label}`;
      return this.world.run(actor, () => handle(this.world.connections(actor, faults)));
    };
    const inspection = await step("inspect", (connections) => makeInspectImage(connections)(record));
    if (inspection.outcome === "ignored") return;
    const finish = (state: Parameters<ReturnType<typeof makeRecordImage>>[0]) =>
      step("record", (connections) => makeRecordImage(connections)(state, context));
    if (inspection.outcome === "refused") return void (await finish(inspection));
    const { upload, header, groups } = inspection;
    const renders = groups.map((group) =>
      step(`render ${group.name}`, (connections) => makeRenderVariant(connections)({ upload, header, group }, context)),
    );
    let rendered;
    try {
      rendered = await Promise.all(renders);
    } catch (caught) {
      const { name: reason, message } = caught as Error;
      if (!refusalReasons.some((known) => known === reason)) throw caught;
      const error = { Error: reason, Cause: JSON.stringify({ errorMessage: message }) };
      await finish({ ...inspection, error });
      return;
    }
    await finish({ ...inspection, rendered });
  }

  private startRecorder(queue: ExploredQueue): void {
    const actor = `${this.newActor} failure recorder`;
    const messages = [queue.receive(actor), this.schedule.happens(0.3) ? queue.receive(actor) : undefined];
    const batch = [...new Set(messages)].filter((message) => message !== undefined);
    if (batch.length === 0) return;
    const faults = this.faultsOfEvent();
    this.begin(actor, batch.map(({ id }) => id).join());
    const event = { Records: batch.map(queueMessage) };
    this.handleBatch(actor, queue, batch, () =>
      makeRecordFailure(this.world.connections(actor, faults))(event, context),
    );
  }

  /** Runs a function for a batch; what it has handled is deleted, and the rest comes back. */
  private handleBatch(
    actor: string,
    queue: ExploredQueue,
    batch: readonly QueuedMessage[],
    work: () => ReturnType<ReturnType<typeof makeRecordFailure>>,
  ): void {
    this.end(
      actor,
      this.world.run(actor, work),
      ({ batchItemFailures }) => {
        const again = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
        for (const { id } of batch) if (!again.includes(id)) queue.delete(id);
        queue.release(actor);
      },
      () => queue.release(actor),
    );
  }

  private begin(actor: string, what: string): void {
    this.running += 1;
    this.schedule.note(`${actor} begins: ${what}`);
  }

  private end<T>(actor: string, work: Promise<T>, done: (value: T) => void, failed: (error: Error) => void): void {
    work.then(
      (value) => {
        this.running -= 1;
        done(value);
      },
      (error: Error) => {
        this.running -= 1;
        this.schedule.note(`${actor} fails: ${error.message}`);
        failed(error);
      },
    );
  }
}

function nameOf({ Records: [record] = [] }: S3Event): string {
  return `${record?.eventName} ${record?.s3.object.versionId}`;
}

/** What Lambda sends to an on-failure destination. */
function invocationRecord(fn: string, requestPayload: S3Event, { name, message }: Error) {
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      functionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${fn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: ATTEMPTS,
    },
    requestPayload,
    responsePayload: { errorType: name, errorMessage: message },
  };
}
