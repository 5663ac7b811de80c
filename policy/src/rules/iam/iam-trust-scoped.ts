import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isPublic, restrictsCaller, restrictsSource } from "../../iam/callers";
import { namesCallers } from "../../iam/account-callers";
import { boundsIdentities } from "../../iam/federation";
import { isAnyone, providerOf, serviceOf, wholeAccountOf } from "../../iam/principals";
import type { Statement } from "../../iam/statement";
import { statementsOf } from "../../iam/policy-documents";

interface Settings {
  readonly sharedServices: readonly string[];
  readonly trustedAccounts: readonly string[];
}

export const iamTrustScoped = defineRule<Settings>({
  name: "iam-trust-scoped",
  description:
    "IAM trust policies name their principals, bound identity providers to one owner, and scope shared services to one account.",
  why: "A role can be assumed by every principal its trust policy allows. A shared service acts for every account that configures it to, and an identity provider for all of its users, unless a condition says which.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_60"], prowler: ["iam_role_cross_service_confused_deputy_prevention"] },
  remediationSteps:
    "Name the service, role or user in the trust policy; for all of an account add a condition such as aws:PrincipalArn or sts:ExternalId; for a service that acts for many accounts StringEquals aws:SourceAccount; for an identity provider StringEquals or StringLike on the subject, with the owner in full.",
  settings: {
    sharedServices: {
      type: "array",
      items: { type: "string" },
      default: [
        "batchoperations.s3.amazonaws.com",
        "bedrock.amazonaws.com",
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "datasync.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "events.amazonaws.com",
        "firehose.amazonaws.com",
        "logs.amazonaws.com",
        "pipes.amazonaws.com",
        "s3.amazonaws.com",
        "scheduler.amazonaws.com",
        "ses.amazonaws.com",
        "sns.amazonaws.com",
        "states.amazonaws.com",
        "transfer.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
      ],
      description: "Services that act for resources of many accounts and pass aws:SourceAccount or aws:SourceArn.",
    },
    trustedAccounts: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Ids of accounts of which every principal may be trusted without a condition.",
    },
  },
  resource: {
    types: types.role,
    check: (role, context) => {
      const statements = statementsOf(role, context, "trust");
      for (const statement of statements) {
        if (statement.effect !== "Allow") continue;
        for (const { principals, clause } of problemsOf(statement, statements, context.settings)) {
          context.violationOf(
            role,
            statement.id,
            principals,
            (left) => `${clause(left.join(", "))} in ${statement.label}`,
          );
        }
      }
    },
  },
});

interface Problem {
  readonly principals: readonly string[];
  readonly clause: (principals: string) => string;
}

function problemsOf(statement: Statement, all: readonly Statement[], settings: Settings): Problem[] {
  const { principals, conditions } = statement;
  if (isPublic(statement, all)) return [{ principals: ["*"], clause: () => "can be assumed by any principal" }];
  const named = principals.filter((principal) => !isAnyone(principal));
  const unbound = named.flatMap((each) => providerOf(each) ?? []).filter((one) => !boundsIdentities(one, conditions));
  const isScoped = conditions.some((condition) => restrictsSource(condition, conditions));
  const shared = named
    .flatMap((each) => serviceOf(each) ?? [])
    .filter((service) => settings.sharedServices.includes(service) && !isScoped);
  const hasCallers = conditions.some(
    (condition) => restrictsCaller(condition, conditions) || namesCallers(condition, conditions),
  );
  const accounts = named
    .flatMap((each) => wholeAccountOf(each) ?? [])
    .filter((account) => !settings.trustedAccounts.includes(account) && !hasCallers);
  return [
    { principals: unbound, clause: (left) => `trusts every identity of ${left}` },
    { principals: shared, clause: (left) => `trusts ${left} for any account` },
    { principals: accounts, clause: (left) => `trusts every principal of account ${left}` },
  ];
}
