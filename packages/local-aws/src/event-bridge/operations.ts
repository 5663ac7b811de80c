import { arn } from "../context";
import { AwsError } from "../http/aws-error";
import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import type { EventBridge } from "./event-bridge";

interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
}

const MAX_ENTRIES = 10;

const isObjectText = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

function put(bus: EventBridge, { Source, DetailType, Detail, Resources = [] }: PutEventsEntry): Record<string, string> {
  if (!Source || !DetailType || Detail === undefined) {
    return { ErrorCode: "InvalidArgument", ErrorMessage: "Source, DetailType and Detail are required." };
  }
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  if (!isObjectText(Detail)) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const detail = JSON.parse(Detail) as Record<string, unknown>;
  return { EventId: bus.put({ source: Source, detailType: DetailType, detail, resources: Resources }) };
}

/** What the operations work on. */
export interface EventBridgeApi {
  readonly bus: EventBridge;
  readonly iam: Iam;
}

type PutEventsInput = { readonly Entries?: readonly PutEventsEntry[] };

/** Operations of EventBridge, AWS JSON 1.1 under `AWSEvents`: events of the account's own come in. */
export const eventBridgeOperations: Readonly<Record<string, JsonOperation<EventBridgeApi, PutEventsInput>>> = {
  PutEvents: ({ bus, iam }, { Entries = [] }, caller) => {
    const access = { action: "events:PutEvents", resource: arn(bus.cloud, "events", "event-bus/default") };
    iam.authorize(caller, access, "AccessDeniedException", 400);
    if (Entries.length < 1 || Entries.length > MAX_ENTRIES) {
      throw new AwsError("ValidationException", `Entries: expected 1..${MAX_ENTRIES}, got ${Entries.length}`);
    }
    const results = Entries.map((entry) => put(bus, entry));
    const failed = results.filter((result) => "ErrorCode" in result).length;
    return { FailedEntryCount: failed, Entries: results };
  },
};
