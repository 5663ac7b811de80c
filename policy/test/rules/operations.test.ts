import { alarmActions } from "../../src/rules/cloudwatch/alarm-actions";
import { allowedRegions } from "../../src/rules/stack/allowed-regions";
import { logsEncryption } from "../../src/rules/cloudwatch/logs-encryption";
import { logsRetention } from "../../src/rules/cloudwatch/logs-retention";
import { requiredTags } from "../../src/rules/stack/required-tags";
import { sfnLogging } from "../../src/rules/step-functions/sfn-logging";
import { sfnTracing } from "../../src/rules/step-functions/sfn-tracing";
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

describe("Step Functions, log, alarm, tag and region rules", () => {
  const logging = (level: unknown, logDestination: unknown = "arn:aws:logs:x:*") =>
    machine({ loggingConfiguration: { level, logDestination } });
  describeRule(sfnLogging, {
    passes: {
      "level ERROR": { stack: logging("ERROR") },
      "level ALL, to an unknown log group": { stack: logging("ALL", UNKNOWN) },
    },
    violates: {
      "no configuration": { stack: machine({}), findings: { machine: "does not log errors" } },
      "level FATAL": { stack: logging("FATAL"), findings: { machine: "does not log errors" } },
      "no log group": { stack: logging("ALL", ""), findings: { machine: "has no log destination" } },
    },
    pending: { "the level": { stack: logging(UNKNOWN), unknownPath: "loggingConfiguration.level" } },
  });

  describeRule(sfnTracing, {
    passes: { "a traced machine": { stack: machine({ tracingConfiguration: { enabled: true } }) } },
    violates: {
      "no setting": { stack: machine({}), findings: { machine: "has no X-Ray tracing" } },
      "tracing switched off": {
        stack: machine({ tracingConfiguration: { enabled: false } }),
        findings: { machine: "has no X-Ray tracing" },
      },
    },
    pending: {
      "the flag": {
        stack: machine({ tracingConfiguration: { enabled: UNKNOWN } }),
        unknownPath: "tracingConfiguration.enabled",
      },
    },
  });

  describeRule(logsRetention, {
    passes: {
      "the minimum": { stack: group({ retentionInDays: 30 }) },
      "the minimum of the settings": { stack: group({ retentionInDays: 365 }), settings: { minDays: 365 } },
    },
    violates: {
      "no retention": { stack: group({}), findings: { logs: "keeps logs indefinitely" } },
      "zero, which never expires": {
        stack: group({ retentionInDays: 0 }),
        findings: { logs: "keeps logs indefinitely" },
      },
      "less than the minimum": {
        stack: group({ retentionInDays: 14 }),
        findings: { logs: "keeps logs for 14 days; at least 30 are required" },
      },
      "less than the minimum of the settings": {
        stack: group({ retentionInDays: 180 }),
        settings: { minDays: 365 },
        findings: { logs: "keeps logs for 180 days; at least 365 are required" },
      },
    },
    pending: { "the number": { stack: group({ retentionInDays: UNKNOWN }), unknownPath: "retentionInDays" } },
  });

  describeRule(logsEncryption, {
    passes: {
      "a key": { stack: group({ kmsKeyId: "arn:aws:kms:x" }) },
      "an unknown key": { stack: group({ kmsKeyId: UNKNOWN }) },
    },
    violates: { "no key": { stack: group({}), findings: { logs: "is not encrypted with a KMS key" } } },
    pending: {},
  });

  const actions = { alarmActions: ["arn:aws:sns:x"] };
  describeRule(alarmActions, {
    passes: {
      "an action": { stack: alarm(actions) },
      "an unknown action": { stack: alarm({ alarmActions: UNKNOWN }) },
      "a composite alarm with an action": {
        stack: alarm({ ...actions, actionsEnabled: true }, "compositeAlarm:CompositeAlarm"),
      },
    },
    violates: {
      "no action": { stack: alarm({}), findings: { alarm: "has no alarm action" } },
      "an empty list": { stack: alarm({ alarmActions: [] }), findings: { alarm: "has no alarm action" } },
      "disabled actions": {
        stack: alarm({ ...actions, actionsEnabled: false }),
        findings: { alarm: "has its actions disabled" },
      },
    },
    pending: { "the switch": { stack: alarm({ ...actions, actionsEnabled: UNKNOWN }), unknownPath: "actionsEnabled" } },
  });

  const tags = { settings: { tags: ["Project", "Owner"] } };
  describeRule(requiredTags, {
    passes: {
      "no tags, where none are required": { stack: group({}) },
      "all tags": { ...tags, stack: group({ tags: { Project: "p", Owner: "o", More: "m" } }) },
      "a tag with an unknown value": { ...tags, stack: group({ tags: { Project: "p", Owner: UNKNOWN } }) },
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
    violates: {
      "no tags": { ...tags, stack: group({}), findings: { logs: "has no tags Project, Owner" } },
      "a tag in another case": {
        ...tags,
        stack: group({ tags: { project: "p", Owner: "o" } }),
        findings: { logs: "has no tags Project" },
      },
    },
    pending: { "the tags": { ...tags, stack: group({ tags: UNKNOWN }), unknownPath: "tags" } },
  });

  const regions = { settings: { regions: ["eu-west-1"] } };
  describeRule(allowedRegions, {
    passes: {
      "any region, where the settings name none": { stack: group({ region: "us-east-1" }) },
      "the resource's region": { ...regions, stack: group({ region: "eu-west-1" }) },
      "the provider's region": {
        ...regions,
        stack: [resource("aws:sqs/queue:Queue", "q", {}, provider({ region: "eu-west-1" }))],
      },
    },
    violates: {
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
    pending: { "the region": { ...regions, stack: group({ region: UNKNOWN }), unknownPath: "region" } },
  });
});
