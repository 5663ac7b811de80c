import type { ServerResponse } from "node:http";

import { arn } from "../context";
import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failJson, sendJson, type Call, type HttpService } from "../http/service";
import type { Iam } from "../iam/iam";
import type { EventBridge } from "./index";

interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
}

const maxEntries = 10;

const isObjectText = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** EventBridge on HTTP: AWS JSON 1.1, `PutEvents` to the default bus. */
export class EventBridgeHttpService implements HttpService {
  readonly names = ["events"];
  readonly maxBodyBytes = 1024 * 1024;
  readonly allowsAnonymous = false;

  constructor(
    private readonly bus: EventBridge,
    private readonly iam: Iam,
  ) {}

  handle(call: Call, reply: ServerResponse): Promise<void> {
    const operation = String(call.headers["x-amz-target"]).replace(/^AWSEvents\./, "");
    if (operation !== "PutEvents") {
      throw new AwsError("UnknownOperationException", `The embedded run has no operation events:${operation}.`);
    }
    this.iam.authorize(
      call.caller,
      { action: "events:PutEvents", resource: arn(this.bus.cloud, "events", "event-bus/default") },
      "AccessDeniedException",
      400,
    );
    const { Entries = [] } = JSON.parse(String(call.body)) as { Entries?: PutEventsEntry[] };
    if (Entries.length < 1 || Entries.length > maxEntries) {
      throw new AwsError("ValidationException", `Entries: expected 1..${maxEntries}, got ${Entries.length}`);
    }
    const results = Entries.map((entry) => this.#put(entry));
    const failed = results.filter((result) => "ErrorCode" in result).length;
    sendJson(reply, 200, { FailedEntryCount: failed, Entries: results }, "application/x-amz-json-1.1");
    return Promise.resolve();
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failJson(error, call, reply);
  }

  #put({ Source, DetailType, Detail, Resources = [] }: PutEventsEntry): Record<string, string> {
    if (!Source || !DetailType || Detail === undefined) {
      return { ErrorCode: "InvalidArgument", ErrorMessage: "Source, DetailType and Detail are required." };
    }
    if (Source.startsWith("aws.")) {
      return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
    }
    if (!isObjectText(Detail)) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    const detail = JSON.parse(Detail) as Record<string, unknown>;
    return { EventId: this.bus.put({ source: Source, detailType: DetailType, detail, resources: Resources }) };
  }
}
