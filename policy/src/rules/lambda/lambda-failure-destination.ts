import { defineRule } from "../../core/define-rule";
import type { StackResource, StackView } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { functionKeys, triggersOf } from "../../join/functions";
import { ownersOf, siblingsOf } from "../../join/siblings";

/** Services that invoke functions asynchronously. */
const asynchronousServices = /^(s3|sns|events|scheduler|logs|ses|config|iot|codecommit|cloudformation)\./;

export const lambdaFailureDestination = defineRule({
  name: "lambda-failure-destination",
  description: "Lambda functions that are invoked asynchronously have a failure destination.",
  why: "An event that still fails after all retries is dropped, unless it has a destination.",
  level: "mandatory",
  severity: "medium",
  controls: {
    partly: {
      "Serverless-LambdaDLQ": "functions that nothing invokes asynchronously; a destination counts as well",
      "NIST.800.53.R5-LambdaDLQ": "functions that nothing invokes asynchronously; a destination counts as well",
      CKV_AWS_116: "functions that nothing invokes asynchronously; a destination counts as well",
    },
  },
  remediationSteps:
    "Declare a FunctionEventInvokeConfig with destinationConfig.onFailure.destination, or set deadLetterConfig.targetArn.",
  stack: (stack, context) => {
    for (const fn of stack.ofType(...types.function)) {
      if (isAsynchronousTarget(stack, fn) && !hasDestination(stack, fn))
        context.violation(fn, "has no destination for failed events");
    }
  },
});

function isAsynchronousTarget(stack: StackView, fn: StackResource): boolean {
  const permitted = siblingsOf(stack, fn, { types: types.permission, by: "function", owner: functionKeys });
  if (permitted.some((permission) => asynchronousServices.test(permission.text("principal") ?? ""))) return true;
  const targets = [
    ...siblingsOf(stack, fn, { types: types.topicSubscription, by: "endpoint", owner: functionKeys }),
    ...siblingsOf(stack, fn, { types: types.eventTarget, by: "arn", owner: functionKeys }),
  ];
  return targets.length > 0 || triggersOf(stack, fn).length > 0;
}

function hasDestination(stack: StackView, fn: StackResource): boolean {
  if (fn.isSet("deadLetterConfig.targetArn")) return true;
  return stack
    .ofType(...types.functionEventInvokeConfig)
    .filter((config) =>
      ownersOf(stack, config, { ownerTypes: types.function, by: "functionName", owner: functionKeys }).includes(fn),
    )
    .some((config) => config.isSet("destinationConfig.onFailure.destination"));
}
