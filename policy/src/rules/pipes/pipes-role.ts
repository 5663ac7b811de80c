import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { rolesWithoutTrust } from "../../join/service-role";

export const pipesRole = defineRule({
  name: "pipes-role",
  description: "Pipes have a role that EventBridge Pipes can assume.",
  why: "A pipe whose role does not trust the service is created, and then fails to start.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps:
    "Give the pipe a role of its own whose trust policy allows pipes.amazonaws.com, for the account in aws:SourceAccount.",
  stack: (stack, context) => {
    for (const pipe of stack.ofType(...types.pipe)) {
      for (const role of rolesWithoutTrust(stack, pipe, "roleArn", "pipes.amazonaws.com", context))
        context.violation(pipe, `has the role ${role.name}, which does not trust pipes.amazonaws.com`);
    }
  },
});
