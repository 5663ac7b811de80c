import { inspectionOutcomes, recordingOutcomes, refusalReasons } from "../../handlers/contract";
import type { Retrier, State, StateMachineDefinition, Task } from "./states";

/** The resources that the state machine uses, and its limits. */
export interface WorkflowParts {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** ARNs of the functions. */
  readonly inspect: string;
  readonly render: string;
  readonly record: string;
  /** ARN of the topic of refusals. */
  readonly topic: string;
  readonly maxConcurrency: number;
  /** Seconds for a whole execution. */
  readonly timeoutSec: number;
}

/** Retries after 1, 2 and 4 seconds, each less a random part, so that executions do not retry at the same moment. */
const backOff: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 3,
  JitterStrategy: "FULL",
};
/**
 * A throttled function has not failed: executions wait for it for two minutes, less than they may run. After that the
 * image waits in the queue again.
 */
const whenThrottled: Retrier = {
  ErrorEquals: ["Lambda.TooManyRequestsException"],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 15,
  MaxAttempts: 12,
  JitterStrategy: "FULL",
};
const never = (errors: readonly string[]): Retrier => ({ ErrorEquals: errors, MaxAttempts: 0 });

/**
 * The state machine: Inspect -> Choice -> Map over groups of variants -> record. Temporary errors are retried, refusals
 * are recorded and published, and everything else fails the execution: the image is still in the work queue then.
 */
export function workflowDefinition(parts: WorkflowParts): StateMachineDefinition {
  const { topic, timeoutSec } = parts;
  const service = (name: string): string => `arn:${parts.partition}:states:::${name}`;
  const invoke = (fn: string): Omit<Task, "Next" | "End"> & { readonly Type: "Task" } => ({
    Type: "Task",
    Resource: service("lambda:invoke"),
    Parameters: { FunctionName: fn, "Payload.$": "$" },
    OutputPath: "$.Payload",
  });

  const record = {
    ...invoke(parts.record),
    Retry: [whenThrottled, backOff],
  };

  const states: Record<string, State> = {
    Inspect: {
      ...invoke(parts.inspect),
      Comment: "Reads the original and its header",
      Retry: [whenThrottled, backOff],
      Next: "CanBeRendered",
    },
    CanBeRendered: {
      Type: "Choice",
      Choices: [
        { Variable: "$.outcome", StringEquals: inspectionOutcomes.render, Next: "RenderVariants" },
        { Variable: "$.outcome", StringEquals: inspectionOutcomes.refused, Next: "RecordRefusal" },
      ],
      Default: "Ignored",
    },
    RenderVariants: {
      Type: "Map",
      ItemsPath: "$.groups",
      ItemSelector: { "upload.$": "$.upload", "header.$": "$.header", "group.$": "$$.Map.Item.Value" },
      MaxConcurrency: parts.maxConcurrency,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "RenderVariant",
        States: {
          RenderVariant: {
            ...invoke(parts.render),
            Retry: [never(refusalReasons), whenThrottled, backOff],
            End: true,
          },
        },
      },
      ResultPath: "$.rendered",
      Catch: [{ ErrorEquals: refusalReasons, ResultPath: "$.error", Next: "RecordRefusal" }],
      Next: "RecordResults",
    },
    RecordResults: { ...record, Next: "Processed" },
    RecordRefusal: { ...record, Next: "IsAnnounced" },
    IsAnnounced: {
      Type: "Choice",
      Comment: "A refusal that a later event has made old news is not",
      Choices: [{ Variable: "$.outcome", StringEquals: recordingOutcomes.announce, Next: "PublishRefusal" }],
      Default: "Refused",
    },
    PublishRefusal: {
      Type: "Task",
      Resource: service("sns:publish"),
      Parameters: { TopicArn: topic, "Subject.$": "$.subject", "Message.$": "$.message" },
      ResultPath: null,
      Retry: [backOff],
      Next: "Refused",
    },
    Processed: { Type: "Succeed" },
    Refused: { Type: "Succeed", Comment: "A refusal is an answer, not a failure" },
    Ignored: { Type: "Succeed", Comment: "A folder marker" },
  };
  return {
    Comment: "Turns an uploaded image into its variants",
    StartAt: "Inspect",
    TimeoutSeconds: timeoutSec,
    States: states,
  };
}
