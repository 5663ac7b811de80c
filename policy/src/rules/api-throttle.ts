import { defineRule } from "../core/define-rule";
import type { Inquiry } from "../core/inquiry";
import type { StackResource } from "../core/stack-view";
import { types } from "../core/tokens";
import { settingsOfAllMethods } from "../join/stages";

/** One caller cannot use up what all share. */
export const apiThrottle = defineRule({
  name: "api-throttle",
  description: "API stages limit the rate and the burst of requests.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["Serverless-APIGWDefaultThrottling"] },
  remediationSteps:
    'Set throttlingRateLimit and throttlingBurstLimit: in MethodSettings with methodPath "*/*", or in defaultRouteSettings of an HTTP API\'s stage.',
  stack: (stack, inquiry) => {
    for (const stage of stack.ofType(...types.stage)) {
      const settings = settingsOfAllMethods(stack, stage);
      if (settings.length === 0) inquiry.violation(stage, "limits nothing");
      for (const each of settings) checkLimits(each, "settings", stage, inquiry);
    }
    for (const stage of stack.ofType(...types.httpStage)) checkLimits(stage, "defaultRouteSettings", stage, inquiry);
  },
});

function checkLimits(
  holder: StackResource,
  path: string,
  stage: StackResource,
  inquiry: Inquiry<object, StackResource>,
): void {
  for (const limit of ["throttlingRateLimit", "throttlingBurstLimit"]) {
    inquiry.whenKnown(holder, `${path}.${limit}`, (value) => {
      // -1 is the provider's way to say: no limit.
      if (typeof value !== "number" || value < 0) inquiry.violation(stage, `states no ${limit}`);
    });
  }
}
