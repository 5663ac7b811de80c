import { randomUUID } from "node:crypto";

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
  readonly EventBusName?: string;
  readonly Time?: number;
}

const MAX_ENTRIES = 10;

/** The entries of a request have fewer bytes than this together. */
const MAX_REQUEST_BYTES = 256 * 1024;

/** Bytes of an entry as EventBridge counts them. */
function entryBytes({ Source = "", DetailType = "", Detail = "", Resources = [], Time }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

const isObjectText = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const defaultBusArn = (bus: EventBridge) => arn(bus.cloud, "events", "event-bus/default");

function put(bus: EventBridge, entry: PutEventsEntry): Record<string, string> {
  const { Source, DetailType, Detail, Resources = [], EventBusName = "default" } = entry;
  if (!Source || !DetailType || Detail === undefined) {
    return { ErrorCode: "InvalidArgument", ErrorMessage: "Source, DetailType and Detail are required." };
  }
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  if (!isObjectText(Detail)) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const detail = JSON.parse(Detail) as Record<string, unknown>;
  // An event on a bus that does not exist is accepted and lost.
  if (EventBusName !== "default" && EventBusName !== defaultBusArn(bus)) return { EventId: randomUUID() };
  return { EventId: bus.put({ source: Source, detailType: DetailType, detail, resources: Resources }) };
}

/** Dependencies of the operations. */
interface EventBridgeApi {
  readonly bus: EventBridge;
  readonly iam: Iam;
}

type PutEventsInput = { readonly Entries?: readonly PutEventsEntry[] };

/** The EventBridge API by operation. */
export const eventBridgeOperations: Readonly<Record<string, JsonOperation<EventBridgeApi, PutEventsInput>>> = {
  PutEvents: ({ bus, iam }, { Entries = [] }, caller) => {
    const resource = defaultBusArn(bus);
    // Each entry is authorized with its own condition keys ("Using IAM policy conditions in Amazon EventBridge").
    for (const { Source, DetailType } of Entries.length === 0 ? [{} as PutEventsEntry] : Entries) {
      const context = {
        ...(Source !== undefined && { "events:source": Source }),
        ...(DetailType !== undefined && { "events:detail-type": DetailType }),
      };
      iam.authorize(caller, { action: "events:PutEvents", resource, context }, "AccessDeniedException", 400);
    }
    if (Entries.length < 1 || Entries.length > MAX_ENTRIES) {
      const limit = Entries.length < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_ENTRIES}`;
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${limit}`,
      );
    }
    if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) >= MAX_REQUEST_BYTES) {
      throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
    }
    const results = Entries.map((entry) => put(bus, entry));
    const failed = results.filter((result) => "ErrorCode" in result).length;
    return { FailedEntryCount: failed, Entries: results };
  },
};
