import { newerRecordCondition, refusalReasons } from "../../handlers/contract";
import type { Catcher, Retrier, State, StateMachineDefinition, Task, Template } from "./states";

/** What the state machine calls. */
export interface WorkflowParts {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** ARNs of the functions. */
  readonly inspect: string;
  readonly render: string;
  readonly describe: string;
  /** Name; absent: no metadata is kept. */
  readonly table?: string;
  /** ARN of the topic that refusals are told to. */
  readonly topic: string;
  /** URL of the queue that keeps the events which failed to the last. */
  readonly deadLetters: string;
  readonly maxConcurrency: number;
  /** Seconds for a whole execution. */
  readonly timeoutSec: number;
}

/** Waits 1, 2 and 4 seconds, each less a random part, so that retries do not come all at once. */
const backOff: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 3,
  JitterStrategy: "FULL",
};
/**
 * A function that is busy has not failed: pictures that come many at once wait for their turn, two minutes at most, as they
 * do in the queue of the direct trigger.
 */
const whenBusy: Retrier = {
  ErrorEquals: ["Lambda.TooManyRequestsException"],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 15,
  MaxAttempts: 12,
  JitterStrategy: "FULL",
};
const never = (errors: readonly string[]): Retrier => ({ ErrorEquals: errors, MaxAttempts: 0 });
const toDeadLetters: Catcher = { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "KeepEvent" };
const NOT_NEWS = "DynamoDB.ConditionalCheckFailedException";

/**
 * The state machine: Inspect -> Choice -> Map over the variants -> record, with retries for what may pass, a record and a
 * message for what is refused for good, and the dead-letter queue for the rest.
 */
export function workflowDefinition(parts: WorkflowParts): StateMachineDefinition {
  const { table, topic, deadLetters, timeoutSec } = parts;
  const service = (name: string): string => `arn:${parts.partition}:states:::${name}`;
  const invoke = (fn: string, payload: Template): Omit<Task, "Next" | "End"> & { readonly Type: "Task" } => ({
    Type: "Task",
    Resource: service("lambda:invoke"),
    Parameters: { FunctionName: fn, ...(payload as Record<string, Template>) },
  });

  const states: Record<string, State> = {
    Inspect: {
      ...invoke(parts.inspect, { "Payload.$": "$" }),
      Comment: "Reads the original and its header",
      OutputPath: "$.Payload",
      Retry: [whenBusy, backOff],
      Catch: [toDeadLetters],
      Next: "CanBeRendered",
    },
    CanBeRendered: {
      Type: "Choice",
      Choices: [
        { Variable: "$.outcome", StringEquals: "render", Next: "RenderVariants" },
        { Variable: "$.outcome", StringEquals: "refused", Next: "DescribeRefusal" },
      ],
      Default: "Ignored",
    },
    RenderVariants: {
      Type: "Map",
      ItemsPath: "$.variants",
      ItemSelector: { "upload.$": "$.upload", "header.$": "$.header", "variant.$": "$$.Map.Item.Value" },
      MaxConcurrency: parts.maxConcurrency,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "RenderVariant",
        States: {
          RenderVariant: {
            ...invoke(parts.render, { "Payload.$": "$" }),
            OutputPath: "$.Payload",
            Retry: [never(refusalReasons), whenBusy, backOff],
            End: true,
          },
        },
      },
      ResultPath: "$.results",
      Catch: [{ ErrorEquals: refusalReasons, ResultPath: "$.error", Next: "DescribeRefusal" }, toDeadLetters],
      Next: "DescribeResults",
    },
    ...branch("Results", "Processed", "Processed"),
    ...branch("Refusal", "TellRefusal", "Refused"),
    TellRefusal: {
      Type: "Task",
      Resource: service("sns:publish"),
      Parameters: { TopicArn: topic, "Subject.$": "$.subject", "Message.$": "$.message" },
      ResultPath: null,
      Retry: [backOff],
      Catch: [toDeadLetters],
      Next: "Refused",
    },
    KeepEvent: {
      Type: "Task",
      Comment: "What failed to the last is kept, as the direct trigger keeps it",
      Resource: service("sqs:sendMessage"),
      Parameters: { QueueUrl: deadLetters, MessageBody: { "event.$": "$$.Execution.Input", "error.$": "$.error" } },
      Retry: [backOff],
      Next: "Failed",
    },
    Processed: { Type: "Succeed" },
    Refused: { Type: "Succeed", Comment: "A refusal is an answer, not a failure" },
    Ignored: { Type: "Succeed", Comment: "A folder marker" },
    Failed: { Type: "Fail", Error: "ProcessingFailed", Cause: "The event is in the dead-letter queue." },
  };
  return {
    Comment: "Turns an uploaded picture into its variants",
    StartAt: "Inspect",
    TimeoutSeconds: timeoutSec,
    States: states,
  };

  /** Describes what came out, and records it where there is a table; a record that is no news goes on at `stale`. */
  function branch(name: string, next: string, stale: string): Record<string, State> {
    const describe: State = {
      ...invoke(parts.describe, { "Payload.$": "$" }),
      OutputPath: "$.Payload",
      Retry: [whenBusy, backOff],
      Catch: [toDeadLetters],
      Next: table === undefined ? next : `Record${name}`,
    };
    if (table === undefined) return { [`Describe${name}`]: describe };
    const put: State = {
      Type: "Task",
      Resource: service("dynamodb:putItem"),
      Parameters: {
        TableName: table,
        "Item.$": "$.item",
        ...newerRecordCondition({ "S.$": "$.sequencer" }),
      },
      ResultPath: null,
      Retry: [never([NOT_NEWS]), backOff],
      Catch: [{ ErrorEquals: [NOT_NEWS], ResultPath: "$.error", Next: stale }, toDeadLetters],
      Next: next,
    };
    return { [`Describe${name}`]: describe, [`Record${name}`]: put };
  }
}
