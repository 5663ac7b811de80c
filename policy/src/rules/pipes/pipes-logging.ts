import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

const destinations = ["cloudwatchLogsLogDestination", "firehoseLogDestination", "s3LogDestination"];

export const pipesLogging = defineRule({
  name: "pipes-logging",
  description: "Pipes log at least their errors.",
  why: "A pipe has no code that could log why an event did not arrive.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps: 'Set logConfiguration with level "ERROR" and a destination, such as cloudwatchLogsLogDestination.',
  resource: {
    types: types.pipe,
    check: (pipe, context) =>
      context.whenKnown(pipe, "logConfiguration.level", (level) => {
        if (level !== "ERROR" && level !== "INFO" && level !== "TRACE") context.violation(pipe, "does not log errors");
        else if (!destinations.some((one) => pipe.isSet(`logConfiguration.${one}`)))
          context.violation(pipe, "has no log destination");
      }),
  },
});
