import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import type { StackResource } from "../../core/stack-view";

export const lambdaEventSource = defineRule({
  name: "lambda-event-source",
  description: "Event source mappings of streams have a failure destination and end their retries.",
  why: "One record that the function cannot process stops its shard until the record expires, and is then lost.",
  level: "mandatory",
  severity: "medium",
  controls: {
    partly: {
      "Serverless-LambdaEventSourceMappingDestination":
        "it requires a destination of queues as well, which have a redrive policy instead",
    },
  },
  remediationSteps:
    "Set destinationConfig.onFailure.destinationArn to a queue or topic, and maximumRetryAttempts or maximumRecordAgeInSeconds.",
  stack: (stack, context) => {
    for (const mapping of stack.ofType(...types.eventSourceMapping)) {
      if (!isStream(mapping)) continue;
      if (!mapping.isSet("destinationConfig.onFailure.destinationArn"))
        context.violation(mapping, "has no destination for failed records");
      context.whenKnown(mapping, "maximumRetryAttempts", (attempts) => {
        context.whenKnown(mapping, "maximumRecordAgeInSeconds", (age) => {
          // The provider uses -1 for no limit.
          const isLimited = [attempts, age].some((limit) => typeof limit === "number" && limit >= 0);
          if (!isLimited) context.violation(mapping, "does not end its retries");
        });
      });
    }
  },
});

/** A stream of Kinesis or DynamoDB, by its ARN or by the resource that the ARN comes from. */
function isStream(mapping: StackResource): boolean {
  const arn = mapping.text("eventSourceArn");
  if (arn !== undefined) return /^arn:[^:]+:(kinesis|dynamodb):/.test(arn);
  const streaming: readonly string[] = [...types.stream, ...types.table];
  return mapping.dependenciesOf("eventSourceArn").some(({ type }) => streaming.includes(type));
}
