import { alarmActions } from "../../src/rules/alarm-actions";
import { allowedRegions } from "../../src/rules/allowed-regions";
import { logsEncryption } from "../../src/rules/logs-encryption";
import { logsRetention } from "../../src/rules/logs-retention";
import { requiredTags } from "../../src/rules/required-tags";
import { sfnLogging } from "../../src/rules/sfn-logging";
import { sfnTracing } from "../../src/rules/sfn-tracing";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const machine = (properties: Record<string, unknown>) => [
  resource("aws:sfn/stateMachine:StateMachine", "machine", properties),
];
const group = (properties: Record<string, unknown>) => [
  resource("aws:cloudwatch/logGroup:LogGroup", "logs", properties),
];
const alarm = (properties: Record<string, unknown>, type = "metricAlarm:MetricAlarm") => [
  resource(`aws:cloudwatch/${type}`, "alarm", properties),
];
const provider = (properties: Record<string, unknown>) => ({
  provider: {
    urn: "urn:pulumi:dev::p::pulumi:providers:aws::default",
    type: "pulumi:providers:aws",
    name: "default",
    properties,
  },
});

describe("rules of Step Functions, logs, alarms, tags and regions", () => {
  const logging = (level: unknown, logDestination: unknown = "arn:aws:logs:x:*") =>
    machine({ loggingConfiguration: { level, logDestination } });
  describeRule(sfnLogging, {
    passes: {
      errors: { stack: logging("ERROR") },
      "everything, to a group that is not known yet": { stack: logging("ALL", UNKNOWN) },
    },
    refuses: {
      "no configuration": { stack: machine({}), findings: { machine: "does not log errors" } },
      "what is fatal alone": { stack: logging("FATAL"), findings: { machine: "does not log errors" } },
      "no group": { stack: logging("ALL", ""), findings: { machine: "has no log destination" } },
    },
    waits: { "the level": { stack: logging(UNKNOWN), waitsFor: "loggingConfiguration.level" } },
  });

  describeRule(sfnTracing, {
    passes: { "a traced machine": { stack: machine({ tracingConfiguration: { enabled: true } }) } },
    refuses: {
      "a machine that does not say": { stack: machine({}), findings: { machine: "has no X-Ray tracing" } },
      "a machine that is not": {
        stack: machine({ tracingConfiguration: { enabled: false } }),
        findings: { machine: "has no X-Ray tracing" },
      },
    },
    waits: {
      "the flag": {
        stack: machine({ tracingConfiguration: { enabled: UNKNOWN } }),
        waitsFor: "tracingConfiguration.enabled",
      },
    },
  });

  describeRule(logsRetention, {
    passes: {
      "the fewest days": { stack: group({ retentionInDays: 30 }) },
      "the fewest days of the settings": { stack: group({ retentionInDays: 365 }), settings: { minDays: 365 } },
    },
    refuses: {
      "no number": { stack: group({}), findings: { logs: "keeps logs indefinitely" } },
      "the provider's number for ever": {
        stack: group({ retentionInDays: 0 }),
        findings: { logs: "keeps logs indefinitely" },
      },
      "less than the fewest": {
        stack: group({ retentionInDays: 14 }),
        findings: { logs: "keeps logs for 14 days; at least 30 are required" },
      },
      "less than the settings'": {
        stack: group({ retentionInDays: 180 }),
        settings: { minDays: 365 },
        findings: { logs: "keeps logs for 180 days; at least 365 are required" },
      },
    },
    waits: { "the number": { stack: group({ retentionInDays: UNKNOWN }), waitsFor: "retentionInDays" } },
  });

  describeRule(logsEncryption, {
    passes: {
      "a key": { stack: group({ kmsKeyId: "arn:aws:kms:x" }) },
      "a key that is not known yet": { stack: group({ kmsKeyId: UNKNOWN }) },
    },
    refuses: { "no key": { stack: group({}), findings: { logs: "is not encrypted with a KMS key" } } },
    waits: {},
  });

  const actions = { alarmActions: ["arn:aws:sns:x"] };
  describeRule(alarmActions, {
    passes: {
      "an action": { stack: alarm(actions) },
      "an action that is not known yet": { stack: alarm({ alarmActions: UNKNOWN }) },
      "a composite alarm with an action": {
        stack: alarm({ ...actions, actionsEnabled: true }, "compositeAlarm:CompositeAlarm"),
      },
    },
    refuses: {
      "no action": { stack: alarm({}), findings: { alarm: "has no alarm action" } },
      "an empty list": { stack: alarm({ alarmActions: [] }), findings: { alarm: "has no alarm action" } },
      "actions that are off": {
        stack: alarm({ ...actions, actionsEnabled: false }),
        findings: { alarm: "has its actions disabled" },
      },
    },
    waits: { "the switch": { stack: alarm({ ...actions, actionsEnabled: UNKNOWN }), waitsFor: "actionsEnabled" } },
  });

  const tags = { settings: { tags: ["Project", "Owner"] } };
  describeRule(requiredTags, {
    passes: {
      "anything, where none is asked for": { stack: group({}) },
      "all tags": { ...tags, stack: group({ tags: { Project: "p", Owner: "o", More: "m" } }) },
      "a tag whose value is not known yet": { ...tags, stack: group({ tags: { Project: "p", Owner: UNKNOWN } }) },
      "a tag of the provider": {
        ...tags,
        stack: [
          resource(
            "aws:sqs/queue:Queue",
            "queue",
            { tags: { Project: "p" } },
            provider({ defaultTags: { tags: { Owner: "o" } } }),
          ),
        ],
      },
      "a type without tags": { ...tags, stack: [resource("aws:sqs/queuePolicy:QueuePolicy", "policy", {})] },
    },
    refuses: {
      "no tags": { ...tags, stack: group({}), findings: { logs: "has no tags Project, Owner" } },
      "a tag in other letters": {
        ...tags,
        stack: group({ tags: { project: "p", Owner: "o" } }),
        findings: { logs: "has no tags Project" },
      },
    },
    waits: { "the tags": { ...tags, stack: group({ tags: UNKNOWN }), waitsFor: "tags" } },
  });

  const regions = { settings: { regions: ["eu-west-1"] } };
  describeRule(allowedRegions, {
    passes: {
      "any region, where none is asked for": { stack: group({ region: "us-east-1" }) },
      "the resource's region": { ...regions, stack: group({ region: "eu-west-1" }) },
      "the provider's region": {
        ...regions,
        stack: [resource("aws:sqs/queue:Queue", "q", {}, provider({ region: "eu-west-1" }))],
      },
    },
    refuses: {
      "the resource's region": {
        ...regions,
        stack: group({ region: "us-east-1" }),
        findings: { logs: "is created in us-east-1" },
      },
      "the provider's region": {
        ...regions,
        stack: [resource("aws:sqs/queue:Queue", "q", {}, provider({ region: "us-east-1" }))],
        findings: { q: "is created in us-east-1" },
      },
    },
    waits: { "the region": { ...regions, stack: group({ region: UNKNOWN }), waitsFor: "region" } },
  });
});
