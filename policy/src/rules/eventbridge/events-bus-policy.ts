import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

export const eventsBusPolicy = defineRule({
  name: "events-bus-policy",
  description: "Custom event buses have a resource-based policy.",
  why: "A policy states who may put events on the bus, and manage its rules; without one that follows from the roles of the account only.",
  level: "mandatory",
  severity: "low",
  controls: { securityHub: ["EventBridge.3"] },
  remediationSteps: "Declare an EventBusPolicy for the bus that names the principals that may put events.",
  stack: (stack, context) => {
    for (const bus of stack.ofType(...types.eventBus)) {
      const policies = siblingsOf(stack, bus, {
        types: [...types.eventBusPolicy, ...types.eventPermission],
        by: "eventBusName",
        owner: ["name", "id", "arn"],
      });
      if (policies.length === 0) context.violation(bus, "has no resource-based policy");
    }
  },
});
