import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt, type Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { setInside } from "../../remediation/set-inside";

export const dynamodbPitr = defineRule({
  name: "dynamodb-pitr",
  description: "DynamoDB tables have point-in-time recovery.",
  why: "Point-in-time recovery restores a table to any second of the last 35 days.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["DynamoDB.2"], cdkNag: ["AwsSolutions-DDB3"], checkov: ["CKV_AWS_28"] },
  remediationSteps: "Set pointInTimeRecovery.enabled to true, and pointInTimeRecovery of each replica.",
  resource: {
    types: [...types.table, ...types.tableReplica],
    check: (table, context) => {
      const isReplica = (types.tableReplica as readonly string[]).includes(table.type);
      context.whenKnown(table, isReplica ? "pointInTimeRecovery" : "pointInTimeRecovery.enabled", (enabled) => {
        if (enabled !== true) context.violation(table, "has no point-in-time recovery");
      });
      for (const replica of itemsOf(table.get("replicas"))) {
        const enabled = valueAt(replica, "pointInTimeRecovery");
        if (isUnknown(enabled)) context.pending(table, enabled.path);
        else if (enabled !== true) context.violation(table, `has no point-in-time recovery in ${regionOf(replica)}`);
      }
    },
  },
  remediate: {
    types: types.table,
    does: "sets point-in-time recovery of the table and of its replicas",
    apply: (props) => {
      setInside(props, "pointInTimeRecovery", "enabled", true);
      for (const replica of (props["replicas"] ?? []) as Record<string, unknown>[])
        replica["pointInTimeRecovery"] = true;
    },
  },
});

/** Each replica has its own setting: that of the table does not count for it. */
function regionOf(replica: Plain): string {
  const region = valueAt(replica, "regionName");
  return typeof region === "string" ? region : "a replica";
}
