import { defineRule } from "../../core/define-rule";
import { matchesAnyCase } from "../../core/wildcard";
import { isAdministrator, isWideAction, onlyLists } from "../../iam/actions";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

interface Settings {
  readonly allowedActions: readonly string[];
}

export const iamNoServiceWildcard = defineRule<Settings>({
  name: "iam-no-service-wildcard",
  description: "IAM policies list actions without wildcards.",
  why: "A wildcard also grants actions that AWS adds to the service later.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["IAM.21"],
    partly: {
      "AwsSolutions-IAM5":
        "wildcards in resources, which iam-resource-scoped reports, and the wildcards of allowedActions",
      CKV_AWS_63: "all actions on all resources, which iam-no-admin reports",
    },
  },
  remediationSteps: "List each required action.",
  settings: {
    allowedActions: {
      type: "array",
      items: { type: "string" },
      default: ["kms:GenerateDataKey*", "kms:ReEncrypt*", "s3:GetObject*", "s3:ListBucket*"],
      description: "Accepted wildcard actions, beside those that only list, such as ec2:Describe*.",
    },
  },
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      const allowed = context.settings.allowedActions;
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const wide = statement.actions
          .filter(isWideAction)
          .filter((action) => !onlyLists(action) && !allowed.some((one) => matchesAnyCase(one, action)));
        context.violationOf(
          resource,
          statement.id,
          wide,
          (left) => `allows the wildcard actions ${left.join(", ")} in ${statement.label}`,
        );
      }
    },
  },
});
