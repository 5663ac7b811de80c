import type { StackConfig } from "../config";

/** What the policy pack finds of a release's alarm that is as its settings ask: reasons by rule. */
export function acceptedAlarmFindings({
  ingest,
  monitoring,
}: Pick<StackConfig, "ingest" | "monitoring">): Readonly<Record<string, string>> {
  // Either has a topic of alerts, to which the alarms publish.
  if (ingest.mode === "workflow" || monitoring) return {};
  return {
    "alarm-actions":
      "CodeDeploy reads its state while it releases, and npm run release says so; monitoring: true has a topic to tell.",
  };
}
