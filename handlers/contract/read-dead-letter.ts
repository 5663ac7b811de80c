import { DEAD_LETTER_SCHEMA, type DeadLetter, type DeadLetterSource } from "./dead-letter";
import type { S3Event } from "./s3-events";
import { workLimits } from "./workflow";
import { asNotification, isObjectEvent, notificationOf, type ObjectEvent } from "./object-event";

/** What is known of a failure beside the time. */
type Failure = Omit<DeadLetter, "schema" | "time">;

export function deadLetter({ event, reason, attempts, where }: Failure, givenUpAt = new Date()): DeadLetter {
  return { schema: DEAD_LETTER_SCHEMA, event, reason, attempts, where, time: givenUpAt.toISOString() };
}

/** What is read of a message, as Lambda hands it over and as SQS answers it. */
export interface FailureMessage {
  readonly body: string;
  /** ARN of the queue that has given the message up; absent: it was sent to this one. */
  readonly sourceQueueArn?: string;
  /** Texts of the message attributes; EventBridge writes the error and the rule's ARN there. */
  readonly texts: Readonly<Record<string, string | undefined>>;
}

/** The parts that are used of what Lambda sends to an on-failure destination ("Adding a destination"). */
interface InvocationRecord {
  readonly requestContext: {
    readonly functionArn: string;
    readonly condition: string;
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: S3Event | ObjectEvent;
  /** Absent where the function was never invoked. */
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string } | null;
}

/**
 * The one shape of what a queue of failures holds: Lambda's records of invocations, EventBridge's undelivered events,
 * messages that SQS moved there, and dead letters; undefined for a message that is none of them.
 *
 * @param givenUpAt when the event was given up, where the message is no dead letter yet
 */
export function readDeadLetter(message: FailureMessage, givenUpAt: Date): DeadLetter | undefined {
  const body = parseJson(message.body);
  if (isDeadLetter(body)) return body;
  if (isInvocationRecord(body)) return deadLetter(ofInvocation(body), givenUpAt);
  const event = eventOf(body);
  if (!event) return undefined;
  const isUndelivered = message.texts["ERROR_CODE"] !== undefined;
  return deadLetter(isUndelivered ? ofEventBridge(message, event) : ofQueue(message, event), givenUpAt);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The event of S3 that a message of the work queue stands for; undefined if it holds none. */
export function eventOf(body: unknown): S3Event | undefined {
  if (isObjectEvent(body)) return notificationOf(body);
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

function ofInvocation({ requestContext, requestPayload, responsePayload }: InvocationRecord): Failure {
  const { functionArn, condition, approximateInvokeCount } = requestContext;
  return {
    event: asNotification(requestPayload),
    reason: {
      code: responsePayload?.errorType ?? condition,
      message: responsePayload?.errorMessage ?? `Lambda gave the event up: ${condition}.`,
    },
    attempts: approximateInvokeCount,
    where: at("function", /:function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn),
  };
}

/** EventBridge says in attributes why it could not deliver an event ("Using dead-letter queues"). */
function ofEventBridge({ texts }: FailureMessage, event: S3Event): Failure {
  const { ERROR_CODE: code = "", ERROR_MESSAGE: message = code, RETRY_ATTEMPTS: retries = "0", RULE_ARN = "" } = texts;
  return {
    event,
    reason: { code, message },
    attempts: Number(retries) + 1,
    where: at("event-bridge", lastPart(RULE_ARN, "/")),
  };
}

/** SQS moves a message away without a reason. */
function ofQueue({ sourceQueueArn = "" }: FailureMessage, event: S3Event): Failure {
  return {
    event,
    reason: {
      code: "NO_END",
      message: `The message was handed out ${workLimits.receives} times, and no execution was heard to end.`,
    },
    attempts: workLimits.receives,
    where: at("queue", lastPart(sourceQueueArn, ":")),
  };
}

function at(kind: DeadLetterSource, name: string): DeadLetter["where"] {
  return { kind, name };
}

function lastPart(arn: string, separator: string): string {
  return arn.slice(arn.lastIndexOf(separator) + 1);
}
