import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

interface Settings {
  readonly minDays: number;
}

export const logsRetention = defineRule<Settings>({
  name: "logs-retention",
  description: "Log groups set a sufficient retention period.",
  why: "Logs are kept long enough to investigate an incident, and not indefinitely.",
  level: "mandatory",
  severity: "medium",
  controls: { checkov: ["CKV_AWS_66"], cdkNag: ["NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod"] },
  remediationSteps: "Set retentionInDays to one of the CloudWatch Logs retention periods, of at least minDays.",
  settings: {
    minDays: {
      type: "integer",
      minimum: 1,
      maximum: 3653,
      default: 30,
      description: "Shortest accepted retention, in days.",
    },
  },
  resource: {
    types: types.logGroup,
    check: (group, context) => {
      const { minDays } = context.settings;
      context.whenKnown(group, "retentionInDays", (days) => {
        // The provider uses 0 for no expiry.
        if (typeof days !== "number" || days === 0) context.violation(group, "keeps logs indefinitely");
        else if (days < minDays)
          context.violation(group, `keeps logs for ${days} days; at least ${minDays} are required`);
      });
    },
  },
  remediate: {
    types: types.logGroup,
    does: "sets retentionInDays to the shortest period that is long enough",
    apply: (props, { minDays }) => {
      const days = props["retentionInDays"];
      if (typeof days !== "number" || days < minDays) props["retentionInDays"] = periodOf(minDays);
    },
  },
});

/** The retention periods of CloudWatch Logs, in days. */
const periods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The shortest period that is long enough. */
function periodOf(minDays: number): number {
  return periods.find((period) => period >= minDays) ?? 3653;
}
