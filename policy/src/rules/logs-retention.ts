import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

interface Settings {
  readonly minDays: number;
}

/** Logs are kept long enough to look into an incident, and not for ever. */
export const logsRetention = defineRule<Settings>({
  name: "logs-retention",
  description: "Log groups state how long they keep logs, and keep them long enough.",
  level: "mandatory",
  severity: "medium",
  controls: { checkov: ["CKV_AWS_66", "CKV_AWS_338"], cdkNag: ["NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod"] },
  remediationSteps: "Set retentionInDays to the days that logs are needed, one of CloudWatch's periods.",
  settings: {
    minDays: {
      type: "integer",
      minimum: 1,
      maximum: 3653,
      default: 30,
      description: "Fewest days that logs are kept.",
    },
  },
  resource: {
    types: types.logGroup,
    check: (group, inquiry) => {
      const { minDays } = inquiry.settings;
      inquiry.whenKnown(group, "retentionInDays", (days) => {
        // 0 is the provider's way to say: for ever.
        if (typeof days !== "number" || days === 0) inquiry.violation(group, "keeps logs for ever");
        else if (days < minDays) inquiry.violation(group, `keeps logs for ${days} days, less than ${minDays}`);
      });
    },
  },
  repair: {
    types: types.logGroup,
    apply: (props, { minDays }) => {
      const days = props["retentionInDays"];
      if (typeof days !== "number" || days < minDays) props["retentionInDays"] = periodOf(minDays);
    },
  },
});

/** The retention periods that CloudWatch Logs knows, in days. */
const periods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The shortest period that is long enough. */
function periodOf(minDays: number): number {
  return periods.find((period) => period >= minDays) ?? 3653;
}
