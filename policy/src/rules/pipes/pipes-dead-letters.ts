import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

const streams = ["kinesisStreamParameters", "dynamodbStreamParameters"];

export const pipesDeadLetters = defineRule({
  name: "pipes-dead-letters",
  description: "Pipes from streams have a dead-letter queue and end their retries.",
  why: "One record that cannot be processed stops its shard until the record expires, and is then lost.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps: "Set deadLetterConfig.arn and maximumRetryAttempts in the parameters of the pipe's source.",
  resource: {
    types: types.pipe,
    check: (pipe, context) => {
      for (const stream of streams.map((one) => `sourceParameters.${one}`).filter((path) => pipe.isSet(path))) {
        if (!pipe.isSet(`${stream}.deadLetterConfig.arn`)) context.violation(pipe, "has no dead-letter queue");
        context.whenKnown(pipe, `${stream}.maximumRetryAttempts`, (attempts) => {
          // Without a number, and with -1, retries end with the record.
          if (typeof attempts !== "number" || attempts < 0) context.violation(pipe, "does not end its retries");
        });
      }
    },
  },
});
