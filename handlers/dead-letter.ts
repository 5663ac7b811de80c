import { DEAD_LETTER_SCHEMA, type DeadLetter, type DeadLetterSource } from "./contract/dead-letter";
import type { S3Event } from "./contract/s3-events";
import { workLimits } from "./contract/workflow";
import { isObjectCreatedEvent, notificationOf } from "./object-created-event";
import type { QueueMessage } from "./queue-event";

/** What is known of a failure; a dead letter says when it was written. */
type Failure = Omit<DeadLetter, "schema" | "time">;

export function deadLetter({ event, reason, attempts, where }: Failure): DeadLetter {
  return { schema: DEAD_LETTER_SCHEMA, event, reason, attempts, where, time: new Date().toISOString() };
}

/** The parts that are used of what Lambda sends to an on-failure destination ("Adding a destination"). */
interface InvocationRecord {
  readonly requestContext: {
    readonly functionArn: string;
    readonly condition: string;
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: S3Event;
  /** Absent where the function was never invoked. */
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string } | null;
}

/**
 * The one shape of what a queue of failures holds: Lambda's records of invocations, EventBridge's undelivered events,
 * messages that SQS moved there, and dead letters.
 *
 * @throws Error for a message that is none of them
 */
export function deadLetterOf(message: QueueMessage): DeadLetter {
  const body = JSON.parse(message.body) as unknown;
  if (isDeadLetter(body)) return body;
  if (isInvocationRecord(body)) return ofInvocation(body);
  const event = eventOf(body);
  if (!event) throw new Error(`message ${message.messageId} holds neither an event of S3 nor a failure of one`);
  return attributeOf(message, "ERROR_CODE") === undefined ? ofQueue(message, event) : ofEventBridge(message, event);
}

/** The event of S3 that a message of the work queue stands for; undefined if it holds none. */
export function eventOf(body: unknown): S3Event | undefined {
  if (isObjectCreatedEvent(body)) return notificationOf(body);
  if (isDeadLetter(body)) return body.event;
  const { Records, Event } = (body ?? {}) as Partial<Record<keyof S3Event, unknown>>;
  return Array.isArray(Records) || typeof Event === "string" ? (body as S3Event) : undefined;
}

function isDeadLetter(body: unknown): body is DeadLetter {
  const { schema, event, where } = (body ?? {}) as Partial<Record<keyof DeadLetter, unknown>>;
  return schema === DEAD_LETTER_SCHEMA && typeof event === "object" && typeof where === "object";
}

function isInvocationRecord(body: unknown): body is InvocationRecord {
  const { requestContext, requestPayload } = (body ?? {}) as Partial<Record<keyof InvocationRecord, unknown>>;
  return typeof requestContext === "object" && typeof requestPayload === "object";
}

function ofInvocation({ requestContext, requestPayload, responsePayload }: InvocationRecord): DeadLetter {
  const { functionArn, condition, approximateInvokeCount } = requestContext;
  return deadLetter({
    event: requestPayload,
    reason: {
      code: responsePayload?.errorType ?? condition,
      message: responsePayload?.errorMessage ?? `Lambda gave the event up: ${condition}.`,
    },
    attempts: approximateInvokeCount,
    where: at("function", /:function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn),
  });
}

/** EventBridge says in attributes why it could not deliver an event ("Using dead-letter queues"). */
function ofEventBridge(message: QueueMessage, event: S3Event): DeadLetter {
  const code = attributeOf(message, "ERROR_CODE") ?? "";
  const retries = Number(attributeOf(message, "RETRY_ATTEMPTS") ?? 0);
  return deadLetter({
    event,
    reason: { code, message: attributeOf(message, "ERROR_MESSAGE") ?? code },
    attempts: retries + 1,
    where: at("event-bridge", lastPart(attributeOf(message, "RULE_ARN") ?? "", "/")),
  });
}

/** SQS moves a message away without a reason. */
function ofQueue({ attributes }: QueueMessage, event: S3Event): DeadLetter {
  return deadLetter({
    event,
    reason: {
      code: "NO_END",
      message: `The message was handed out ${workLimits.receives} times, and no execution was heard to end.`,
    },
    attempts: workLimits.receives,
    where: at("queue", lastPart(attributes.DeadLetterQueueSourceArn ?? "", ":")),
  });
}

function at(kind: DeadLetterSource, name: string): DeadLetter["where"] {
  return { kind, name };
}

function attributeOf({ messageAttributes }: QueueMessage, name: string): string | undefined {
  return messageAttributes[name]?.stringValue;
}

function lastPart(arn: string, separator: string): string {
  return arn.slice(arn.lastIndexOf(separator) + 1);
}
