import type { StackConfig } from "./config";

/** Whether any part publishes refusals or alarms. */
export const publishesAlerts = ({ ingest, monitoring }: Pick<StackConfig, "ingest" | "monitoring">): boolean =>
  ingest.mode === "workflow" || monitoring !== undefined;

/**
 * Whether any part uses a KMS key that the account has made. CloudWatch can publish to an encrypted topic only with
 * such a key, whatever the data is encrypted with.
 */
export function needsKey(
  config: Pick<StackConfig, "ingest" | "monitoring" | "encryption" | "notify" | "alertTopic" | "encryptionKey">,
): boolean {
  const { encryption, notify, alertTopic, encryptionKey } = config;
  const forAlerts = publishesAlerts(config) && (alertTopic === undefined || encryptionKey !== undefined);
  return encryption === "kms" || notify?.topic === true || forAlerts;
}
