import {
  DEAD_LETTER_SCHEMA,
  type DeadLetter,
  type DeadLetterSource,
  type ObjectCreatedEvent,
  type S3Event,
} from "../../handlers/contract";

/** The parts of the shapes in which services leave a failed event, where nothing has put it into the one shape. */
interface RawLetter {
  readonly schema?: number;
  /** Lambda, to an on-failure destination. */
  readonly requestContext?: {
    readonly functionArn?: string;
    readonly condition?: string;
    readonly approximateInvokeCount?: number;
  };
  readonly requestPayload?: S3Event;
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string } | null;
  readonly timestamp?: string;
  /** EventBridge, of an event that its target did not take; the work queue, of one that was handed out too often. */
  readonly detail?: ObjectCreatedEvent["detail"];
  readonly time?: string;
  /** The state machine. */
  readonly event?: ObjectCreatedEvent;
  readonly error?: { readonly Error?: string; readonly Cause?: string };
}

/** What a message says beside its body. */
export interface MessageFacts {
  /** EventBridge writes the error and the rule's ARN beside the event. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
}

/** Reads a message of the dead-letter queue, in whatever shape; undefined: it holds no event. */
export function readDeadLetter(body: string, facts: MessageFacts): DeadLetter | undefined {
  let raw: RawLetter;
  try {
    raw = JSON.parse(body) as RawLetter;
  } catch {
    return undefined;
  }
  if (typeof raw !== "object" || raw === null) return undefined;
  if (raw.schema === DEAD_LETTER_SCHEMA) return raw as unknown as DeadLetter;
  if (raw.requestPayload?.Records) return ofFunction(raw, raw.requestPayload, facts);
  if (raw.detail?.object) return ofEventBridge(raw as ObjectCreatedEvent, facts);
  if (raw.event?.detail.object) return ofWorkflow(raw, raw.event, facts);
  return undefined;
}

function letter(
  event: S3Event,
  kind: DeadLetterSource,
  name: string,
  reason: DeadLetter["reason"],
  rest: Pick<DeadLetter, "attempts" | "time">,
): DeadLetter {
  return { schema: DEAD_LETTER_SCHEMA, event, reason, where: { kind, name }, ...rest };
}

function ofFunction(raw: RawLetter, event: S3Event, { sentAt }: MessageFacts): DeadLetter {
  const { functionArn = "", condition = "Unknown", approximateInvokeCount = 0 } = raw.requestContext ?? {};
  const { errorType = condition, errorMessage = condition } = raw.responsePayload ?? {};
  const reason = { code: errorType, message: errorMessage };
  const name = functionArn.split(":")[6] ?? "";
  return letter(event, "function", name, reason, { attempts: approximateInvokeCount, time: raw.timestamp ?? sentAt });
}

function ofEventBridge(event: ObjectCreatedEvent, { attributes = {}, sentAt }: MessageFacts): DeadLetter {
  const rule = attributes["RULE_ARN"];
  const reason = {
    code: attributes["ERROR_CODE"] ?? "NO_END",
    message: attributes["ERROR_MESSAGE"] ?? "No execution of this event ever reported its end.",
  };
  const kind = rule === undefined ? "queue" : "event-bridge";
  return letter(notificationOf(event), kind, rule?.split("/").at(-1) ?? "", reason, { attempts: 0, time: sentAt });
}

function ofWorkflow(raw: RawLetter, event: ObjectCreatedEvent, { sentAt }: MessageFacts): DeadLetter {
  const { Error: code = "Unknown", Cause: message = code } = raw.error ?? {};
  return letter(notificationOf(event), "workflow", "", { code, message }, { attempts: 1, time: sentAt });
}

/** An event of EventBridge as S3 itself would notify of it. */
function notificationOf({ time, detail: { bucket, object, backfill } }: ObjectCreatedEvent): S3Event {
  const versionId = object["version-id"];
  return {
    Records: [
      {
        eventName: "ObjectCreated:Put",
        eventTime: time,
        s3: {
          bucket,
          object: {
            key: encodeURIComponent(object.key).replace(/%20/g, "+").replace(/%2F/g, "/"),
            ...(versionId === undefined ? {} : { versionId }),
            sequencer: object.sequencer,
          },
        },
        ...(backfill ? { backfill } : {}),
      },
    ],
  };
}
