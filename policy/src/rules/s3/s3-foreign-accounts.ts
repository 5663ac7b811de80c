import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isLogDeliveryAccount } from "../../iam/aws-accounts";
import { accountOfPrincipal } from "../../iam/principals";
import { statementsOf } from "../../iam/policy-documents";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";
import { accountsOf } from "../../join/own-accounts";

interface Settings {
  readonly trustedAccounts: readonly string[];
}

export const s3ForeignAccounts = defineRule<Settings>({
  name: "s3-foreign-accounts",
  description: "S3 bucket policies name accounts only that are trusted.",
  why: "Another account decides itself which of its principals use a permission that a bucket policy gives it.",
  level: "mandatory",
  severity: "high",
  controls: {
    partly: {
      "S3.6": "statements for any principal, whose conditions s3-policy-not-public judges and the control ignores",
    },
  },
  remediationSteps:
    "Remove the account from the bucket policy, or name it in trustedAccounts; the stack's own account is known by the ARNs of its resources.",
  settings: {
    trustedAccounts: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Ids of accounts that bucket policies may name, beside the stack's own and those of AWS that write logs.",
    },
  },
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    const own = accountsOf(stack);
    const trusted = [...own, ...context.settings.trustedAccounts];
    const holders = bucketsWith(stack, types.bucketPolicy, "policy", context).flatMap(({ settings }) => settings);
    for (const policy of holders) {
      for (const statement of statementsOf(policy, context, "resource")) {
        if (statement.effect !== "Allow") continue;
        const foreign = statement.principals
          .flatMap((principal) => accountOfPrincipal(principal) ?? [])
          .filter((account) => !trusted.includes(account) && !isLogDeliveryAccount(account));
        if (foreign.length === 0) continue;
        // Before the first deployment no resource has an ARN.
        if (own.length === 0) context.pending(policy, "policy");
        else {
          context.violationOf(
            policy,
            statement.id,
            [...new Set(foreign)],
            (left) => `lets account ${left.join(", ")} in (${statement.label})`,
          );
        }
      }
    }
  },
});
