import { defineRule } from "../../core/define-rule";
import { itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const alarmActions = defineRule({
  name: "alarm-actions",
  description: "CloudWatch alarms have an action.",
  why: "Without an action an alarm changes its state and sends no notification.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["NIST.800.53.R5-CloudWatchAlarmAction"], checkov: ["CKV_AWS_319"] },
  remediationSteps: "Set alarmActions to the ARN of an SNS topic, and leave actionsEnabled on.",
  resource: {
    types: [...types.metricAlarm, ...types.compositeAlarm],
    check: (alarm, context) => {
      if (itemsOf(alarm.get("alarmActions")).length === 0) context.violation(alarm, "has no alarm action");
      context.whenKnown(alarm, "actionsEnabled", (enabled) => {
        if (enabled === false) context.violation(alarm, "has its actions disabled");
      });
    },
  },
});
