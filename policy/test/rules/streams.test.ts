import { kinesisEncrypted } from "../../src/rules/kinesis/kinesis-encrypted";
import { kinesisRetention } from "../../src/rules/kinesis/kinesis-retention";
import { lambdaEventSource } from "../../src/rules/lambda/lambda-event-source";
import { sqsDeadLetters } from "../../src/rules/sqs/sqs-dead-letters";
import { changedStack, EU, KEY } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const STREAM = "aws:kinesis/stream:Stream";

describe("Kinesis rules", () => {
  const stream = (properties: Record<string, unknown>) => ({ stack: [resource(STREAM, "stream", properties)] });
  describeRule(kinesisEncrypted, {
    passes: { "a key": stream({ encryptionType: "KMS", kmsKeyId: KEY }) },
    violates: {
      "nothing stated": { ...stream({}), findings: { stream: "is not encrypted" } },
      "no encryption": { ...stream({ encryptionType: "NONE" }), findings: { stream: "is not encrypted" } },
      "no key": { ...stream({ encryptionType: "KMS" }), findings: { stream: "names no key to encrypt with" } },
    },
    pending: { "the type": { ...stream({ encryptionType: UNKNOWN }), unknownPath: "encryptionType" } },
  });

  const kept = (hours: number) => `keeps records for ${hours} hours; at least 168 are required`;
  describeRule(kinesisRetention, {
    passes: {
      "a week": stream({ retentionPeriod: 168 }),
      "a day, where the settings accept it": { ...stream({}), settings: { minHours: 24 } },
    },
    violates: {
      "the default of a day": { ...stream({}), findings: { stream: kept(24) } },
      "an hour less than a week": { ...stream({ retentionPeriod: 167 }), findings: { stream: kept(167) } },
    },
    pending: { "the hours": { ...stream({ retentionPeriod: UNKNOWN }), unknownPath: "retentionPeriod" } },
  });
});

describe("event sources of functions", () => {
  const mapping = (set: Record<string, unknown>) => ({ stack: changedStack("mapping", { set }) });
  const NO_DESTINATION = "has no destination for failed records";
  const source = resource(STREAM, "stream", { arn: UNKNOWN, encryptionType: "KMS" });
  describeRule(lambdaEventSource, {
    passes: {
      "a destination and an end of the retries": mapping({}),
      "an end by the age of a record": mapping({ maximumRetryAttempts: -1, maximumRecordAgeInSeconds: 3600 }),
      "a queue, which has a redrive policy": mapping({
        eventSourceArn: `arn:aws:sqs:${EU}:jobs`,
        destinationConfig: undefined,
        maximumRetryAttempts: undefined,
      }),
      "an unknown source of no stream of the stack": mapping({ eventSourceArn: UNKNOWN, destinationConfig: undefined }),
    },
    violates: {
      "no destination": { ...mapping({ destinationConfig: undefined }), findings: { mapping: NO_DESTINATION } },
      "endless retries": {
        ...mapping({ maximumRetryAttempts: -1 }),
        findings: { mapping: "does not end its retries" },
      },
      "a stream of a table without either": {
        ...mapping({
          eventSourceArn: `arn:aws:dynamodb:${EU}:table/images/stream/2026`,
          destinationConfig: undefined,
          maximumRetryAttempts: undefined,
        }),
        findings: { mapping: [NO_DESTINATION, "does not end its retries"] },
      },
      "a stream that is known by its origin": {
        stack: [
          source,
          resource(
            "aws:lambda/eventSourceMapping:EventSourceMapping",
            "mapping",
            { eventSourceArn: UNKNOWN, maximumRetryAttempts: 3 },
            { from: { eventSourceArn: source } },
          ),
        ],
        findings: { mapping: NO_DESTINATION },
      },
    },
    pending: {
      "the number of retries": { ...mapping({ maximumRetryAttempts: UNKNOWN }), unknownPath: "maximumRetryAttempts" },
    },
  });
});

describe("dead-letter queues", () => {
  const QUEUE = "aws:sqs/queue:Queue";
  const arn = (name: string) => `arn:aws:sqs:${EU}:${name}`;
  const queue = (name: string, properties: Record<string, unknown> = {}) =>
    resource(QUEUE, name, {
      name,
      arn: arn(name),
      url: `https://sqs/${name}`,
      id: `https://sqs/${name}`,
      ...properties,
    });
  const redrive = (name: string) => JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 5 });
  const pair = [queue("jobs", { redrivePolicy: redrive("failures") }), queue("failures")];
  const user = (type: string, properties: Record<string, unknown>, from = {}): AnalyzedResource[] => [
    queue("failures"),
    resource(`aws:${type}`, "user", properties, { from }),
  ];
  const unknownQueue = resource(QUEUE, "failures", { arn: UNKNOWN, id: UNKNOWN });
  describeRule(sqsDeadLetters, {
    passes: {
      "a queue and its dead-letter queue": { stack: pair },
      "a redrive policy of its own resource": {
        stack: [
          queue("jobs"),
          queue("failures"),
          resource("aws:sqs/redrivePolicy:RedrivePolicy", "redrive", {
            queueUrl: "https://sqs/jobs",
            redrivePolicy: redrive("failures"),
          }),
        ],
      },
      "a dead-letter queue in a preview": {
        stack: [
          resource(QUEUE, "jobs", { arn: UNKNOWN, redrivePolicy: UNKNOWN }, { from: { redrivePolicy: unknownQueue } }),
          unknownQueue,
        ],
      },
      "a dead-letter queue in a preview, in a policy that is made from another resource as well": {
        stack: [
          resource(
            QUEUE,
            "jobs",
            { arn: UNKNOWN, redrivePolicy: UNKNOWN },
            { from: { redrivePolicy: [resource(STREAM, "stream"), unknownQueue] } },
          ),
          unknownQueue,
          resource(STREAM, "stream"),
        ],
      },
      "the queue of a function": {
        stack: user("lambda/function:Function", { deadLetterConfig: { targetArn: arn("failures") } }),
      },
      "the destination of a function": {
        stack: user("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
          destinationConfig: { onFailure: { destination: arn("failures") } },
        }),
      },
      "the queue of an event target": {
        stack: user("cloudwatch/eventTarget:EventTarget", { deadLetterConfig: { arn: arn("failures") } }),
      },
      "the queue of a schedule": {
        stack: user("scheduler/schedule:Schedule", { target: { deadLetterConfig: { arn: arn("failures") } } }),
      },
      "the queue of a subscription": {
        stack: user("sns/topicSubscription:TopicSubscription", { redrivePolicy: redrive("failures") }),
      },
    },
    violates: {
      "a queue without one": { stack: [queue("jobs")], findings: { jobs: "has no dead-letter queue" } },
      "a queue that an event target delivers to": {
        stack: user("cloudwatch/eventTarget:EventTarget", { arn: arn("failures"), deadLetterConfig: { arn: "x" } }),
        findings: { failures: "has no dead-letter queue" },
      },
      "a queue that the provider gives no policy": {
        stack: [resource(QUEUE, "jobs", { arn: UNKNOWN, redrivePolicy: UNKNOWN })],
        findings: { jobs: "has no dead-letter queue" },
      },
    },
    pending: {},
  });
});
