import { anything, type NeedsByType, type Scope } from "../types";
import { passRole } from "./iam";

const machines: Scope = {
  sid: "StateMachines",
  owners: { "aws:sfn/stateMachine:StateMachine": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:states:${region}:${account}:stateMachine:${name}`],
};

const rules: Scope = {
  sid: "Rules",
  owners: { "aws:cloudwatch/eventRule:EventRule": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:events:${region}:${account}:rule/${name}`],
};

export const workflowNeeds: NeedsByType = {
  "aws:sfn/stateMachine:StateMachine": [
    {
      scope: machines,
      actions: {
        create: ["states:CreateStateMachine", "states:TagResource"],
        read: ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"],
        update: ["states:TagResource", "states:UntagResource", "states:UpdateStateMachine"],
        delete: ["states:DeleteStateMachine"],
      },
    },
    // Validation of definitions and delivery of logs have no resource-level permissions.
    {
      scope: anything,
      actions: {
        create: [
          "logs:CreateLogDelivery",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
        ],
        read: ["states:ValidateStateMachineDefinition"],
        update: ["logs:UpdateLogDelivery"],
        delete: ["logs:DeleteLogDelivery"],
      },
    },
    passRole("states.amazonaws.com"),
  ],
  "aws:cloudwatch/eventRule:EventRule": [
    {
      scope: rules,
      actions: {
        create: ["events:PutRule", "events:TagResource"],
        read: ["events:DescribeRule", "events:ListTagsForResource"],
        update: ["events:PutRule", "events:TagResource", "events:UntagResource"],
        delete: ["events:DeleteRule"],
      },
    },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    {
      scope: rules,
      actions: {
        create: ["events:PutTargets"],
        read: ["events:ListTargetsByRule"],
        update: ["events:PutTargets"],
        delete: ["events:RemoveTargets"],
      },
    },
  ],
};
