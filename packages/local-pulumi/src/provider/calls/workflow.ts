import { anywhere, arnOf, on, passRole, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

const machineArn = (subject: CallSubject): string =>
  subject.id === "" ? arnOf(subject, "states", `stateMachine:${textOf(subject.inputs, "name")}`) : subject.id;

const ruleArn = (subject: CallSubject): string =>
  arnOf(subject, "events", `rule/${subject.id === "" ? textOf(subject.inputs, "name") : subject.id}`);

const ruleOf = (subject: CallSubject): string => arnOf(subject, "events", `rule/${textOf(subject.inputs, "rule")}`);

/**
 * What Step Functions does with CloudWatch Logs in the name of who creates a machine with logs ("Logging using
 * CloudWatch Logs": IAM policies for logging); none of it has resource-level permissions.
 */
const deliveryOfLogs = anywhere(
  ...["logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy"],
  ...["logs:DescribeResourcePolicies", "logs:DescribeLogGroups"],
);

const hasLogs = ({ inputs }: CallSubject): boolean => inputs.loggingConfiguration !== undefined;

/**
 * Source: `internal/service/sfn/state_machine.go`, `internal/service/events/rule.go` and `target.go` of the Terraform
 * provider. A changed definition is validated by AWS while the change is planned.
 */
export const workflowCalls: CallsByType = {
  "aws:sfn/stateMachine:StateMachine": {
    plan: (machine) => when(machine.changed("definition"), anywhere("states:ValidateStateMachineDefinition")),
    create: (machine) => [
      ...tagged(on(machineArn(machine), "states:CreateStateMachine", "states:TagResource"), machine.tags),
      ...passRole(textOf(machine.inputs, "roleArn"), "states.amazonaws.com"),
      ...when(hasLogs(machine), deliveryOfLogs),
    ],
    read: (machine) =>
      on(
        machineArn(machine),
        ...["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"],
      ),
    update: (machine) => [
      ...on(machineArn(machine), "states:UpdateStateMachine"),
      ...passRole(textOf(machine.inputs, "roleArn"), "states.amazonaws.com"),
      ...when(hasLogs(machine) && machine.changed("loggingConfiguration"), [
        ...deliveryOfLogs,
        ...anywhere("logs:UpdateLogDelivery"),
      ]),
      ...when(machine.changed("tags"), [
        ...tagged(on(machineArn(machine), "states:TagResource"), machine.tags),
        ...on(machineArn(machine), "states:UntagResource"),
      ]),
    ],
    delete: (machine) => [
      ...on(machineArn(machine), "states:DeleteStateMachine", "states:DescribeStateMachine"),
      ...when(hasLogs(machine), anywhere("logs:DeleteLogDelivery")),
    ],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    create: (rule) => tagged(on(ruleArn(rule), "events:PutRule", "events:TagResource"), rule.tags),
    read: (rule) => on(ruleArn(rule), "events:DescribeRule", "events:ListTagsForResource"),
    update: (rule) => [
      ...on(ruleArn(rule), "events:PutRule"),
      ...when(rule.changed("tags"), [
        ...tagged(on(ruleArn(rule), "events:TagResource"), rule.tags),
        ...on(ruleArn(rule), "events:UntagResource"),
      ]),
    ],
    delete: (rule) => on(ruleArn(rule), "events:DeleteRule"),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    create: (target) => [
      ...on(ruleOf(target), "events:PutTargets"),
      ...passRole(textOf(target.inputs, "roleArn"), "events.amazonaws.com"),
    ],
    read: (target) => on(ruleOf(target), "events:ListTargetsByRule"),
    update: (target) => [
      ...on(ruleOf(target), "events:PutTargets"),
      ...passRole(textOf(target.inputs, "roleArn"), "events.amazonaws.com"),
    ],
    delete: (target) => on(ruleOf(target), "events:RemoveTargets"),
  },
};
