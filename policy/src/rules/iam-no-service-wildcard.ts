import { defineRule } from "../core/define-rule";
import { matchesAnyCase } from "../core/wildcard";
import { isAdministrator, isWideAction } from "../iam/actions";
import { typesHolding } from "../iam/places";
import { statementsOf } from "../iam/statements-of";

interface Settings {
  readonly allowedActions: readonly string[];
}

/** Actions are named one by one, so that a service's next action is not granted on the day it appears. */
export const iamNoServiceWildcard = defineRule<Settings>({
  name: "iam-no-service-wildcard",
  description: "IAM policies name each action instead of using wildcards.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["IAM.21"], cdkNag: ["AwsSolutions-IAM5"] },
  remediationSteps: "Name each action that is needed.",
  settings: {
    allowedActions: {
      type: "array",
      items: { type: "string" },
      default: ["kms:GenerateDataKey*", "kms:ReEncrypt*", "s3:GetObject*", "s3:ListBucket*"],
      description: "Wildcard actions that are accepted as they stand.",
    },
  },
  resource: {
    types: typesHolding("identity"),
    check: (resource, inquiry) => {
      const allowed = inquiry.settings.allowedActions;
      for (const statement of statementsOf(resource, inquiry, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const wide = statement.actions
          .filter(isWideAction)
          .filter((action) => !allowed.some((one) => matchesAnyCase(one, action)));
        if (wide.length > 0) inquiry.violation(resource, `allows ${wide.join(", ")} in ${statement.label}`);
      }
    },
  },
});
