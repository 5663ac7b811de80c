import { eventsBusPolicy } from "../../src/rules/eventbridge/events-bus-policy";
import { eventsDeadLetters } from "../../src/rules/eventbridge/events-dead-letters";
import { eventsValidPattern } from "../../src/rules/eventbridge/events-valid-pattern";
import { pipesDeadLetters } from "../../src/rules/pipes/pipes-dead-letters";
import { pipesLogging } from "../../src/rules/pipes/pipes-logging";
import { pipesRole } from "../../src/rules/pipes/pipes-role";
import { schedulerDeadLetters } from "../../src/rules/scheduler/scheduler-dead-letters";
import { schedulerRole } from "../../src/rules/scheduler/scheduler-role";
import { changedStack, ROLE } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const NO_QUEUE = "has no dead-letter queue";
const trusting = (...Service: string[]) =>
  documentOf({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });

describe("EventBridge rules", () => {
  const target = (properties: Record<string, unknown>) => ({
    stack: [resource("aws:cloudwatch/eventTarget:EventTarget", "target", properties)],
  });
  describeRule(eventsDeadLetters, {
    passes: { "a queue": target({ deadLetterConfig: { arn: UNKNOWN } }) },
    violates: { "no queue": { ...target({}), findings: { target: NO_QUEUE } } },
    pending: {},
  });

  const bus = (...others: ReturnType<typeof resource>[]) => ({
    stack: [resource("aws:cloudwatch/eventBus:EventBus", "bus", { name: "orders", id: "orders" }), ...others],
  });
  const permission = (eventBusName: string) =>
    resource("aws:cloudwatch/eventPermission:EventPermission", "permission", { eventBusName });
  describeRule(eventsBusPolicy, {
    passes: {
      "a policy": { stack: changedStack("bus", {}) },
      "a permission": bus(permission("orders")),
    },
    violates: {
      "no policy": { ...bus(), findings: { bus: "has no resource-based policy" } },
      "a permission of another bus": {
        ...bus(permission("default")),
        findings: { bus: "has no resource-based policy" },
      },
    },
    pending: {},
  });

  const rule = (eventPattern: unknown) => ({
    stack: [
      resource("aws:cloudwatch/eventRule:EventRule", "rule", {
        eventPattern:
          typeof eventPattern === "object" && eventPattern !== null ? JSON.stringify(eventPattern) : eventPattern,
      }),
    ],
  });
  const filters = (...patterns: unknown[]) => ({
    stack: changedStack("mapping", {
      set: { filterCriteria: { filters: patterns.map((pattern) => ({ pattern })) } },
    }),
  });
  const wrong = (pattern: unknown, problem: string) => ({
    ...rule(pattern),
    findings: { rule: `has an event pattern ${problem}` },
  });
  describeRule(eventsValidPattern, {
    passes: {
      "values and comparisons": rule({
        source: ["aws.s3"],
        detail: {
          object: { key: [{ prefix: "in/" }, { "anything-but": ["x"] }], size: [{ numeric: [">", 0] }] },
          $or: [{ a: [1] }, { b: [{ exists: false }] }],
        },
      }),
      "a schedule": rule(undefined),
      "filters of a stream": filters('{"data":{"kind":["image"]}}', '{"data":[{"prefix":"x"}]}'),
    },
    violates: {
      "a value in place of a list": wrong({ source: "aws.s3" }, 'whose "source" is "aws.s3" and no list'),
      "a value in place of a list, further inside": wrong(
        { detail: { object: { key: "in/a" } } },
        'whose "detail.object.key" is "in/a" and no list',
      ),
      "an empty list": wrong({ source: [] }, 'whose "source" is an empty list'),
      "an empty object": wrong({ detail: {} }, 'with nothing to match in "detail"'),
      "an empty pattern": wrong({}, "that is empty"),
      "a comparison that does not exist": wrong(
        { source: [{ startsWith: "aws" }] },
        'whose "source" uses the comparison "startsWith", which does not exist',
      ),
      "one alternative": wrong({ $or: [{ a: [1] }] }, 'whose "$or" is no list of two or more objects'),
      "a wrong alternative": wrong({ $or: [{ a: [1] }, { b: 2 }] }, 'whose "$or.b" is 2 and no list'),
      "no JSON": wrong("source = aws.s3", "that is no JSON text"),
      "a list": wrong("[1]", "that is no JSON object"),
      "a filter of a stream": {
        ...filters('{"data":["x"]}', '{"data":"x"}'),
        findings: { mapping: 'has a filter (number 2) whose "data" is "x" and no list' },
      },
      "a filter of a pipe": {
        stack: changedStack("pipe", { set: { "sourceParameters.filterCriteria.filters.0.pattern": "x" } }),
        findings: { pipe: "has a filter (number 1) that is no JSON text" },
        compliant: changedStack("pipe", {}),
      },
    },
    pending: { "the pattern": { ...rule(UNKNOWN), unknownPath: "eventPattern" } },
  });
});

describe("Scheduler rules", () => {
  const schedule = (set: Record<string, unknown>) => ({ stack: changedStack("schedule", { set }) });
  describeRule(schedulerDeadLetters, {
    passes: { "a queue": schedule({}), "an unknown queue": schedule({ "target.deadLetterConfig.arn": UNKNOWN }) },
    violates: {
      "no queue": { ...schedule({ "target.deadLetterConfig": undefined }), findings: { schedule: NO_QUEUE } },
    },
    pending: {},
  });

  const role = resource("aws:iam/role:Role", "role", {
    arn: UNKNOWN,
    assumeRolePolicy: trusting("lambda.amazonaws.com"),
  });
  const OTHER = "has the role <role>, which does not trust scheduler.amazonaws.com";
  describeRule(schedulerRole, {
    passes: {
      "a role that trusts Scheduler": schedule({}),
      "a role that trusts several services": schedule({
        "role#assumeRolePolicy": trusting("lambda.amazonaws.com", "scheduler.amazonaws.com"),
      }),
      "a role that trusts Scheduler in the second of two statements": schedule({
        "role#assumeRolePolicy": documentOf(
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          { Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" },
        ),
      }),
      "a role of another stack": schedule({ "target.roleArn": `${ROLE}-elsewhere` }),
    },
    violates: {
      "a role of a function": {
        ...schedule({ "role#assumeRolePolicy": trusting("lambda.amazonaws.com") }),
        findings: { schedule: OTHER },
      },
      "a role of a function, in a preview": {
        stack: [
          resource(
            "aws:scheduler/schedule:Schedule",
            "schedule",
            { target: { roleArn: UNKNOWN } },
            { from: { target: role } },
          ),
          role,
        ],
        findings: { schedule: OTHER },
      },
    },
    pending: {},
  });
});

describe("Pipes rules", () => {
  const pipe = (set: Record<string, unknown>) => ({ stack: changedStack("pipe", { set }) });
  describeRule(pipesLogging, {
    passes: {
      errors: pipe({}),
      "everything, to a bucket": pipe({
        logConfiguration: { level: "TRACE", s3LogDestination: { bucketName: "logs" } },
      }),
    },
    violates: {
      "no logs": { ...pipe({ logConfiguration: undefined }), findings: { pipe: "does not log errors" } },
      "the level OFF": { ...pipe({ "logConfiguration.level": "OFF" }), findings: { pipe: "does not log errors" } },
      "no destination": {
        ...pipe({ "logConfiguration.cloudwatchLogsLogDestination": undefined }),
        findings: { pipe: "has no log destination" },
      },
    },
    pending: { "the level": { ...pipe({ "logConfiguration.level": UNKNOWN }), unknownPath: "logConfiguration.level" } },
  });

  const SOURCE = "sourceParameters.kinesisStreamParameters";
  describeRule(pipesDeadLetters, {
    passes: {
      "a queue and an end of the retries": pipe({}),
      "a queue as the source": pipe({ sourceParameters: { sqsQueueParameters: { batchSize: 10 } } }),
    },
    violates: {
      "no queue": { ...pipe({ [`${SOURCE}.deadLetterConfig`]: undefined }), findings: { pipe: NO_QUEUE } },
      "endless retries": {
        ...pipe({ [`${SOURCE}.maximumRetryAttempts`]: -1 }),
        findings: { pipe: "does not end its retries" },
      },
      "a stream of a table without either": {
        ...pipe({ sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST" } } }),
        findings: { pipe: [NO_QUEUE, "does not end its retries"] },
      },
    },
    pending: {
      "the number of retries": {
        ...pipe({ [`${SOURCE}.maximumRetryAttempts`]: UNKNOWN }),
        unknownPath: `${SOURCE}.maximumRetryAttempts`,
      },
    },
  });

  describeRule(pipesRole, {
    passes: { "a role that trusts Pipes": pipe({}) },
    violates: {
      "a role of Scheduler": {
        ...pipe({ "role#assumeRolePolicy": trusting("scheduler.amazonaws.com") }),
        findings: { pipe: "has the role <role>, which does not trust pipes.amazonaws.com" },
      },
    },
    pending: {},
  });
});
