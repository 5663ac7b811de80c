import { defineRule } from "../../core/define-rule";
import type { RuleContext } from "../../core/rule-context";
import type { StackResource } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { settingsOfAllMethods } from "../../join/stages";

export const apiThrottle = defineRule({
  name: "api-throttle",
  description: "API stages limit the request rate and burst.",
  why: "One client cannot use up the request quota that all clients share.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["Serverless-APIGWDefaultThrottling"] },
  remediationSteps:
    'Set throttlingRateLimit and throttlingBurstLimit: in MethodSettings with methodPath "*/*", or in defaultRouteSettings of an HTTP API\'s stage, which is declared instead of a target.',
  stack: (stack, context) => {
    for (const stage of stack.ofType(...types.stage)) {
      const settings = settingsOfAllMethods(stack, stage);
      if (settings.length === 0) context.violation(stage, "has no throttling limits");
      for (const each of settings) checkLimits(each, "settings", stage, context);
    }
    for (const stage of stack.ofType(...types.httpStage)) checkLimits(stage, "defaultRouteSettings", stage, context);
    for (const api of stack.ofType(...types.httpApi)) {
      if (api.isSet("target")) context.violation(api, "has no throttling limits (the stage of its target)");
    }
  },
});

function checkLimits(
  holder: StackResource,
  path: string,
  stage: StackResource,
  context: RuleContext<object, StackResource>,
): void {
  for (const limit of ["throttlingRateLimit", "throttlingBurstLimit"]) {
    context.whenKnown(holder, `${path}.${limit}`, (value) => {
      // The provider uses -1 for no limit.
      if (typeof value !== "number" || value < 0) context.violation(stage, `does not set ${limit}`);
    });
  }
}
