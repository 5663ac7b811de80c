import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

interface Settings {
  readonly minHours: number;
}

export const kinesisRetention = defineRule<Settings>({
  name: "kinesis-retention",
  description: "Kinesis streams retain their records long enough.",
  why: "Records that a consumer could not process before they expire are lost; the default is one day.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["Kinesis.3"] },
  remediationSteps: "Set retentionPeriod to at least minHours.",
  settings: {
    minHours: {
      type: "integer",
      minimum: 24,
      maximum: 8760,
      default: 168,
      description: "Shortest accepted retention, in hours.",
    },
  },
  resource: {
    types: types.stream,
    check: (stream, context) =>
      context.whenKnown(stream, "retentionPeriod", (hours) => {
        const { minHours } = context.settings;
        const kept = typeof hours === "number" ? hours : 24;
        if (kept < minHours)
          context.violation(stream, `keeps records for ${kept} hours; at least ${minHours} are required`);
      }),
  },
});
