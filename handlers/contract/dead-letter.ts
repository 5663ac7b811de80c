import type { S3Event } from "./s3-events";

/** Where an event failed to the last. */
export type DeadLetterSource = "function" | "workflow" | "event-bridge" | "queue";

/** Version of the dead letter's shape; another shape gets another number. */
export const DEAD_LETTER_SCHEMA = 1;

/** A message of the dead-letter queue: the same shape, whatever the event failed in. */
export interface DeadLetter {
  readonly schema: typeof DEAD_LETTER_SCHEMA;
  /** What failed, as S3 notifies of it: sent again like this, it is processed again. */
  readonly event: S3Event;
  readonly reason: {
    /** Name of the last error, or the condition under which it was given up. */
    readonly code: string;
    /** A sentence for people. */
    readonly message: string;
  };
  /** How often it was attempted; 0 where it was never delivered. */
  readonly attempts: number;
  readonly where: {
    /**
     * `function`: Lambda gave up an asynchronous invocation. `workflow`: executions failed. `event-bridge`: the rule's
     * target took no event. `queue`: the work queue handed a message out too often without ever hearing of its end.
     */
    readonly kind: DeadLetterSource;
    /** Name of the function, the state machine, the rule or the queue. */
    readonly name: string;
  };
  /** When it was given up, ISO 8601. */
  readonly time: string;
}
