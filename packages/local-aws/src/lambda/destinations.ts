import type { ServiceContext } from "../context";
import { arn } from "../context";
import { errorMessage } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { EventTargets } from "../targets";
import type { RunResult } from "./instance";
import type { FunctionConfig } from "./types";

/** Outcome of an asynchronous event. */
export interface EventOutcome {
  readonly requestId: string;
  readonly payload: string;
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  readonly attempts: number;
  readonly result: RunResult | undefined;
  /** Version that ran last. */
  readonly version: string;
  /** Version or alias that was invoked; absent: the function without one. */
  readonly qualifier?: string;
}

/** Actions that a function's role needs to send to a destination. */
const sendActions: Readonly<Record<string, string>> = {
  sqs: "sqs:SendMessage",
  sns: "sns:Publish",
  lambda: "lambda:InvokeFunction",
  events: "events:PutEvents",
};

function invocationRecord(cloud: ServiceContext, config: FunctionConfig, outcome: EventOutcome): object {
  const { requestId, condition, attempts, result } = outcome;
  const response = result === undefined ? {} : { responsePayload: JSON.parse(result.payload) as unknown };
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId,
      functionArn: `${arn(cloud, "lambda", `function:${config.name}`)}:${outcome.qualifier ?? "$LATEST"}`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(outcome.payload) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: outcome.version,
      ...(condition !== "Success" && { functionError: "Unhandled" }),
    },
    ...response,
  };
}

/** Sends invocation records to destinations, with the permissions of the function's role. */
export class Destinations {
  constructor(
    private readonly cloud: ServiceContext,
    private readonly iam: Iam,
    private readonly targets: EventTargets,
  ) {}

  /** Sends the invocation record. @returns whether the destination has received it. */
  async send(config: FunctionConfig, destination: string, outcome: EventOutcome): Promise<boolean> {
    return this.deliver(config, destination, JSON.stringify(invocationRecord(this.cloud, config, outcome)));
  }

  /** Sends the event itself to a function's dead-letter target. @returns whether the target has received it. */
  async sendEvent(config: FunctionConfig, target: string, outcome: EventOutcome): Promise<boolean> {
    return this.deliver(config, target, outcome.payload);
  }

  /** Sends a text. @returns whether the destination has received it. */
  async deliver(config: FunctionConfig, destination: string, payload: string): Promise<boolean> {
    try {
      const target = this.targets.find(destination);
      const role = this.iam.roleByArn(config.roleArn);
      if (target === undefined || role === undefined) throw new Error("the destination or the role does not exist");
      const action = sendActions[destination.split(":")[2] ?? ""] ?? "";
      const caller = this.iam.asRole(role, config.name);
      this.iam.authorize(caller, { action, resource: destination });
      // What it is encrypted with has a policy, too.
      const reason = target.refusal(destination, caller);
      if (reason !== undefined) throw new Error(reason);
      const sourceArn = arn(this.cloud, "lambda", `function:${config.name}`);
      await target.deliver(destination, payload, {
        kind: "service",
        principal: "lambda.amazonaws.com",
        sourceArn,
        sourceAccount: this.cloud.accountId,
      });
      return true;
    } catch (error) {
      const message = `${config.name} could not send to ${destination}: ${errorMessage(error)}`;
      this.cloud.events.emit("fault", { service: "lambda", message });
      return false;
    }
  }
}
