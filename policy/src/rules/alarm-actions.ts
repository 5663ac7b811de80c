import { defineRule } from "../core/define-rule";
import { itemsOf } from "../core/resource-view";
import { types } from "../core/tokens";

/** An alarm reaches somebody. */
export const alarmActions = defineRule({
  name: "alarm-actions",
  description: "Alarms do something when they go off.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["NIST.800.53.R5-CloudWatchAlarmAction"], checkov: ["CKV_AWS_319"] },
  remediationSteps: "Set alarmActions to the ARN of a topic, and leave actionsEnabled on.",
  resource: {
    types: [...types.metricAlarm, ...types.compositeAlarm],
    check: (alarm, inquiry) => {
      if (itemsOf(alarm.get("alarmActions")).length === 0) inquiry.violation(alarm, "tells nobody");
      inquiry.whenKnown(alarm, "actionsEnabled", (enabled) => {
        if (enabled === false) inquiry.violation(alarm, "has its actions switched off");
      });
    },
  },
});
