import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { hasWildcard } from "../../core/wildcard";
import { restrictsCaller } from "../../iam/principals";
import { statementsOf } from "../../iam/policy-documents";

interface Settings {
  readonly sharedServices: readonly string[];
}

const scopingKeys = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

export const iamTrustScoped = defineRule<Settings>({
  name: "iam-trust-scoped",
  description: "IAM trust policies name their principals, and scope shared services to one account.",
  why: "A role can be assumed by whoever its trust policy names. A shared service acts for every account that asks it, and an identity provider for all of its users, unless a condition says which.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_60", "CKV_AWS_61"], others: ["Prowler"] },
  remediationSteps:
    "Name the service in the trust policy; for a service that acts for many accounts add the condition StringEquals aws:SourceAccount; for an identity provider add a condition on the subject.",
  settings: {
    sharedServices: {
      type: "array",
      items: { type: "string" },
      default: [
        "batchoperations.s3.amazonaws.com",
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "events.amazonaws.com",
        "firehose.amazonaws.com",
        "pipes.amazonaws.com",
        "s3.amazonaws.com",
        "scheduler.amazonaws.com",
        "states.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
      ],
      description: "Services that act for resources of many accounts and pass aws:SourceAccount or aws:SourceArn.",
    },
  },
  resource: {
    types: types.role,
    check: (role, context) => {
      for (const statement of statementsOf(role, context, "trust")) {
        if (statement.effect !== "Allow") continue;
        const { conditions, principals, notPrincipals, label } = statement;
        const open = principals.filter(({ id }) => hasWildcard(id));
        if (open.length > 0 || notPrincipals.length > 0) {
          context.violation(role, `can be assumed by any principal in ${label}`);
          continue;
        }
        const federated = principals.filter(({ kind }) => kind.toLowerCase() === "federated");
        if (federated.length > 0 && conditions.length === 0) {
          context.violation(role, `trusts every identity of ${federated.map(({ id }) => id).join(", ")} in ${label}`);
        }
        const shared = principals.filter(
          ({ kind, id }) => kind.toLowerCase() === "service" && context.settings.sharedServices.includes(id),
        );
        const scoped = conditions.some(
          (condition) =>
            scopingKeys.includes(condition.key) && (restrictsCaller(condition) || condition.values.length === 0),
        );
        if (shared.length > 0 && !scoped) {
          context.violation(role, `trusts ${shared.map(({ id }) => id).join(", ")} for any account in ${label}`);
        }
      }
    },
  },
});
