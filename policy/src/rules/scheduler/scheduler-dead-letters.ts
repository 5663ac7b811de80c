import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const schedulerDeadLetters = defineRule({
  name: "scheduler-dead-letters",
  description: "Schedules have a dead-letter queue.",
  why: "An invocation that fails after all retries is dropped without a record that the job did not run.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps:
    "Set target.deadLetterConfig.arn to a standard queue, and allow the schedule's role sqs:SendMessage on it.",
  resource: {
    types: types.schedule,
    check: (schedule, context) => {
      if (!schedule.isSet("target.deadLetterConfig.arn")) context.violation(schedule, "has no dead-letter queue");
    },
  },
});
