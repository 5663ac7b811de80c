import type { MutableStack } from "../../support/policy/mutable-stack";
import type { Mutant } from "./mutant";

const set = (type: string, part: string, path: string, value: unknown) => (stack: MutableStack) =>
  stack.set(type, part, path, value);
const tagged = (stack: MutableStack, properties: Record<string, unknown>) => ({
  ...properties,
  tags: stack.one("Table").properties["tags"],
});
const queuePolicy = (parts: object) => (stack: MutableStack) =>
  stack.editStatement("QueuePolicy", "dead-letters", "policy", "TlsOnly", parts);
const queueGrant = (parts: object) => (stack: MutableStack) =>
  stack.edit("QueuePolicy", "dead-letters", "policy", ({ Statement }) =>
    Statement.push({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", ...parts }),
  );
const topicPolicy = (sid: string, parts: object) => (stack: MutableStack) =>
  stack.editStatement("TopicPolicy", "alerts", "policy", sid, parts);

/** Mistakes in tables, keys, queues, topics, logs, alarms and state machines. */
export const otherMutants: readonly Mutant[] = [
  {
    title: "point-in-time recovery is switched off",
    rule: "dynamodb-pitr",
    apply: set("Table", "", "pointInTimeRecovery.enabled", false),
  },
  {
    title: "point-in-time recovery is left out",
    rule: "dynamodb-pitr",
    apply: set("Table", "", "pointInTimeRecovery", undefined),
  },
  {
    title: "deletion protection is switched off in production",
    rule: "dynamodb-deletion-protection",
    apply: set("Table", "", "deletionProtectionEnabled", false),
  },
  {
    title: "the table gets a fixed capacity",
    rule: "dynamodb-capacity",
    apply: set("Table", "", "billingMode", "PROVISIONED"),
  },
  {
    title: "the table's encryption is switched off",
    rule: "dynamodb-encryption",
    apply: set("Table", "", "serverSideEncryption.enabled", false),
  },
  {
    title: "the table's encryption is left out",
    rule: "dynamodb-encryption",
    apply: set("Table", "", "serverSideEncryption", undefined),
  },
  {
    title: "the key does not rotate",
    rule: "kms-rotation",
    apply: set("Key", "encryption", "enableKeyRotation", false),
  },
  {
    title: "the key's policy is opened",
    rule: "kms-rotation",
    apply: (stack) => stack.editStatement("Key", "encryption", "policy", "AccountDecides", { Principal: "*" }),
  },
  {
    title: "the queue loses its encryption",
    rule: "sqs-encrypted",
    apply: set("Queue", "dead-letters", "kmsMasterKeyId", undefined),
  },
  {
    title: "the queue policy is removed",
    rule: "sqs-tls-only",
    about: "Queue dead-letters",
    apply: (stack) => stack.remove("QueuePolicy", "dead-letters"),
  },
  {
    title: "the queue's Deny covers one action",
    rule: "sqs-tls-only",
    about: "Queue dead-letters",
    apply: queuePolicy({ Action: "sqs:SendMessage" }),
  },
  {
    title: "the queue's Deny is for another queue",
    rule: "sqs-tls-only",
    about: "Queue dead-letters",
    apply: queuePolicy({ Resource: "arn:aws:sqs:eu-central-1:123456789012:other" }),
  },
  { title: "any principal may send to the queue", rule: "sqs-not-public", apply: queueGrant({ Principal: "*" }) },
  {
    title: "any principal may send to the queue for any source",
    rule: "sqs-not-public",
    apply: queueGrant({ Principal: { AWS: ["*"] }, Condition: { ArnLike: { "aws:SourceArn": "*" } } }),
  },
  { title: "the topic loses its key", rule: "sns-encrypted", apply: set("Topic", "", "kmsMasterKeyId", undefined) },
  {
    title: "the topic policy is removed",
    rule: "sns-tls-only",
    about: "Topic alerts",
    apply: (stack) => stack.remove("TopicPolicy", ""),
  },
  {
    title: "the topic allows requests without TLS",
    rule: "sns-tls-only",
    about: "Topic alerts",
    apply: topicPolicy("TlsOnly", { Condition: { Bool: { "aws:SecureTransport": "true" } } }),
  },
  {
    title: "any principal may publish",
    rule: "sns-not-public",
    apply: topicPolicy("AlarmsOfThisAccount", { Principal: "*", Condition: undefined }),
  },
  {
    title: "uploads that cannot be queued are dropped",
    rule: "events-dead-letters",
    form: "workflow",
    apply: set("EventTarget", "", "deadLetterConfig", undefined),
  },
  {
    title: "the rule's source is no list",
    rule: "events-valid-pattern",
    form: "workflow",
    apply: set("EventRule", "", "eventPattern", JSON.stringify({ source: "aws.s3" })),
  },
  {
    title: "the work queue has no dead-letter queue",
    rule: "sqs-dead-letters",
    form: "workflow",
    apply: set("Queue", "work", "redrivePolicy", undefined),
  },
  {
    title: "the workflow logs nothing",
    rule: "sfn-logging",
    form: "workflow",
    apply: set("StateMachine", "", "loggingConfiguration.level", "OFF"),
  },
  {
    title: "the workflow logs fatal errors only",
    rule: "sfn-logging",
    form: "workflow",
    apply: set("StateMachine", "", "loggingConfiguration.level", "FATAL"),
  },
  {
    title: "the workflow has no log destination",
    rule: "sfn-logging",
    form: "workflow",
    apply: set("StateMachine", "", "loggingConfiguration.logDestination", undefined),
  },
  {
    title: "the workflow is not traced",
    rule: "sfn-tracing",
    form: "workflow",
    apply: set("StateMachine", "", "tracingConfiguration.enabled", false),
  },
  {
    title: "the workflow's role trusts state machines of any account",
    rule: "iam-trust-scoped",
    form: "workflow",
    apply: (stack) =>
      stack.editStatement("Role", "images-workflow-role", "assumeRolePolicy", "Assume", { Condition: undefined }),
  },
  {
    title: "the work queue takes events of any account's rules",
    rule: "sqs-not-public",
    form: "workflow",
    apply: (stack) =>
      stack.editStatement("QueuePolicy", "images-workflow-work", "policy", "TakeEvents", {
        Principal: "*",
        Condition: undefined,
      }),
  },
  {
    title: "logs are kept indefinitely",
    rule: "logs-retention",
    apply: set("LogGroup", "images-process-logs", "retentionInDays", undefined),
  },
  {
    title: "logs are kept for a day",
    rule: "logs-retention",
    apply: set("LogGroup", "images-process-logs", "retentionInDays", 1),
  },
  {
    title: "a log group without an exception has no key",
    rule: "logs-encryption",
    apply: (stack) =>
      void stack.add("aws:cloudwatch/logGroup:LogGroup", "audit", tagged(stack, { retentionInDays: 365 })),
  },
  {
    title: "an alarm has an empty list of actions",
    rule: "alarm-actions",
    apply: set("MetricAlarm", "dead-letters", "alarmActions", []),
  },
  {
    title: "an alarm has no actions",
    rule: "alarm-actions",
    apply: set("MetricAlarm", "function-errors", "alarmActions", undefined),
  },
  {
    title: "the actions of an alarm are disabled",
    rule: "alarm-actions",
    apply: set("MetricAlarm", "function-errors", "actionsEnabled", false),
  },
  {
    title: "a tag is left out",
    rule: "required-tags",
    apply: set("Queue", "dead-letters", "tags.ManagedBy", undefined),
  },
  {
    title: "all tags are left out",
    rule: "required-tags",
    apply: set("Role", "images-process-role", "tags", undefined),
  },
  {
    title: "a resource is created in another region",
    rule: "allowed-regions",
    apply: set("Table", "", "region", "us-gov-west-1"),
  },
];
