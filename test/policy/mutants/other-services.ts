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
const tlsOfTopic = JSON.stringify({
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});

/** A topic that all rules pass but for what is replaced. */
function addTopic(stack: MutableStack, parts: Record<string, unknown> = {}): void {
  stack.add(
    "aws:sns/topic:Topic",
    "added",
    tagged(stack, { kmsMasterKeyId: "alias/aws/sns", policy: tlsOfTopic, ...parts }),
  );
}

function addStateMachine(stack: MutableStack, parts: Record<string, unknown>): void {
  const compliant = {
    loggingConfiguration: { level: "ERROR", logDestination: "arn:aws:logs:eu-central-1:1:log-group:x:*" },
    tracingConfiguration: { enabled: true },
  };
  stack.add("aws:sfn/stateMachine:StateMachine", "added", tagged(stack, { ...compliant, ...parts }));
}

function addAlarm(stack: MutableStack, parts: Record<string, unknown>): void {
  stack.add(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "added",
    tagged(stack, { alarmActions: ["arn:aws:sns:x"], ...parts }),
  );
}

/** Faults of tables, keys, queues, topics, logs, alarms and state machines. */
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
  { title: "the key does not rotate", rule: "kms-rotation", apply: set("Key", "", "enableKeyRotation", false) },
  {
    title: "the key's policy is opened",
    rule: "kms-rotation",
    apply: (stack) => stack.editStatement("Key", "", "policy", "AccountDecides", { Principal: "*" }),
  },
  {
    title: "the queue loses its encryption",
    rule: "sqs-encrypted",
    apply: set("Queue", "", "kmsMasterKeyId", undefined),
  },
  {
    title: "the queue policy is removed",
    rule: "sqs-tls-only",
    apply: (stack) => stack.remove("QueuePolicy", "dead-letters"),
  },
  {
    title: "the queue's refusal of plain text is narrowed",
    rule: "sqs-tls-only",
    apply: queuePolicy({ Action: "sqs:SendMessage" }),
  },
  {
    title: "the queue's refusal is for another queue",
    rule: "sqs-tls-only",
    apply: queuePolicy({ Resource: "arn:aws:sqs:eu-central-1:123456789012:other" }),
  },
  { title: "everybody may send to the queue", rule: "sqs-not-public", apply: queueGrant({ Principal: "*" }) },
  {
    title: "everybody may send to the queue who says so",
    rule: "sqs-not-public",
    apply: queueGrant({ Principal: { AWS: ["*"] }, Condition: { ArnLike: { "aws:SourceArn": "*" } } }),
  },
  {
    title: "a topic without a key is added",
    rule: "sns-encrypted",
    apply: (stack) => addTopic(stack, { kmsMasterKeyId: undefined }),
  },
  {
    title: "a topic without a policy is added",
    rule: "sns-tls-only",
    apply: (stack) => addTopic(stack, { policy: undefined }),
  },
  {
    title: "a topic is added to which everybody may publish",
    rule: "sns-not-public",
    apply: (stack) => {
      addTopic(stack);
      const open = { Statement: [{ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }] };
      const statements = [...open.Statement, ...(JSON.parse(tlsOfTopic) as typeof open).Statement];
      stack.add(
        "aws:sns/topicPolicy:TopicPolicy",
        "open",
        { policy: JSON.stringify({ Statement: statements }) },
        { arn: stack.one("Topic", "added") },
      );
    },
  },
  {
    title: "a state machine without a log is added",
    rule: "sfn-logging",
    apply: (stack) => addStateMachine(stack, { loggingConfiguration: { level: "OFF" } }),
  },
  {
    title: "a state machine logs what is fatal only",
    rule: "sfn-logging",
    apply: (stack) => addStateMachine(stack, { loggingConfiguration: { level: "FATAL", logDestination: "x" } }),
  },
  {
    title: "a state machine without tracing is added",
    rule: "sfn-tracing",
    apply: (stack) => addStateMachine(stack, { tracingConfiguration: undefined }),
  },
  {
    title: "logs are kept for ever",
    rule: "logs-retention",
    apply: set("LogGroup", "images-process-logs", "retentionInDays", undefined),
  },
  {
    title: "logs are kept for a day",
    rule: "logs-retention",
    apply: set("LogGroup", "images-process-logs", "retentionInDays", 1),
  },
  {
    title: "a log group outside the acknowledged ones loses its key",
    rule: "logs-encryption",
    apply: (stack) =>
      void stack.add("aws:cloudwatch/logGroup:LogGroup", "audit", tagged(stack, { retentionInDays: 365 })),
  },
  {
    title: "an alarm that tells nobody is added",
    rule: "alarm-actions",
    apply: (stack) => addAlarm(stack, { alarmActions: [] }),
  },
  {
    title: "an alarm that is switched off is added",
    rule: "alarm-actions",
    apply: (stack) => addAlarm(stack, { actionsEnabled: false }),
  },
  { title: "a tag is left out", rule: "required-tags", apply: set("Queue", "", "tags.ManagedBy", undefined) },
  {
    title: "all tags are left out",
    rule: "required-tags",
    apply: set("Role", "images-process-role", "tags", undefined),
  },
  {
    title: "a resource is made elsewhere",
    rule: "allowed-regions",
    apply: set("Table", "", "region", "us-gov-west-1"),
  },
];
