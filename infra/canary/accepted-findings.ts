import type { StackConfig } from "../config";
import { publishesAlerts } from "../shared-needs";

/** What the policy pack finds of a release's alarm that is as its settings ask: reasons by rule. */
export function acceptedAlarmFindings(
  config: Pick<StackConfig, "ingest" | "monitoring">,
): Readonly<Record<string, string>> {
  // The alarms publish to the topic of alerts.
  if (publishesAlerts(config)) return {};
  return {
    "alarm-actions":
      "CodeDeploy reads its state while it releases, and npm run release says so; monitoring: true has a topic to tell.",
  };
}
