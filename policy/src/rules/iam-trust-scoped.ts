import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { hasWildcard } from "../core/wildcard";
import { namesCaller } from "../iam/principals";
import { statementsOf } from "../iam/statements-of";

interface Settings {
  readonly sharedServices: readonly string[];
}

const scopingKeys = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

/** A role can be taken on by the one service that it is made for, and for this account only. */
export const iamTrustScoped = defineRule<Settings>({
  name: "iam-trust-scoped",
  description: "IAM roles trust a named service, and a shared one only on this account's behalf.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_60", "CKV_AWS_61"], others: ["Prowler"] },
  remediationSteps:
    "Name the service in the trust policy; where it works for many accounts, add the condition StringEquals aws:SourceAccount with this account; with an identity provider, a condition on whom it has to know.",
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
      description: "Services that take on a role while they act for somebody, and say for whom.",
    },
  },
  resource: {
    types: types.role,
    check: (role, inquiry) => {
      for (const statement of statementsOf(role, inquiry, "trust")) {
        if (statement.effect !== "Allow") continue;
        const { conditions, principals, notPrincipals, label } = statement;
        const open = principals.filter(({ id }) => hasWildcard(id));
        if (open.length > 0 || notPrincipals.length > 0) {
          inquiry.violation(role, `can be assumed by everybody in ${label}`);
          continue;
        }
        const federated = principals.filter(({ kind }) => kind.toLowerCase() === "federated");
        if (federated.length > 0 && conditions.length === 0) {
          inquiry.violation(role, `trusts every identity of ${federated.map(({ id }) => id).join(", ")} in ${label}`);
        }
        const shared = principals.filter(
          ({ kind, id }) => kind.toLowerCase() === "service" && inquiry.settings.sharedServices.includes(id),
        );
        const scoped = conditions.some(
          (condition) =>
            scopingKeys.includes(condition.key) && (namesCaller(condition) || condition.values.length === 0),
        );
        if (shared.length > 0 && !scoped) {
          inquiry.violation(
            role,
            `trusts ${shared.map(({ id }) => id).join(", ")} on any account's behalf in ${label}`,
          );
        }
      }
    },
  },
});
