import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { rolesWithoutTrust } from "../../join/service-role";

export const schedulerRole = defineRule({
  name: "scheduler-role",
  description: "Schedules have a role that EventBridge Scheduler can assume.",
  why: "Scheduler refuses a role that does not trust it in the middle of an update.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps:
    "Give the schedule a role of its own whose trust policy allows scheduler.amazonaws.com, for the account in aws:SourceAccount.",
  stack: (stack, context) => {
    for (const schedule of stack.ofType(...types.schedule)) {
      for (const role of rolesWithoutTrust(stack, schedule, "target.roleArn", "scheduler.amazonaws.com", context))
        context.violation(schedule, `has the role ${role.name}, which does not trust scheduler.amazonaws.com`);
    }
  },
});
