import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { parseDocument } from "../../iam/parse-document";
import type { Statement } from "../../iam/statement";
import { statementsOf } from "../../iam/policy-documents";
import { coversName, nameOf, deniesPlaintext } from "../../iam/tls-only";
import type { StackResource } from "../../core/stack-view";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";
import { partitionIn, withTlsStatement } from "../../remediation/tls-statement";

export const s3TlsOnly = defineRule({
  name: "s3-tls-only",
  description: "S3 buckets deny requests without TLS.",
  why: "Requests without TLS can be read and changed on their way.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["S3.5"], cis: ["2.1.1"], cdkNag: ["AwsSolutions-S10"] },
  remediationSteps:
    'Add a statement to the BucketPolicy that denies "s3:*" to principal "*" on the bucket\'s ARN and on its ARN followed by "/*", with the single condition Bool aws:SecureTransport "false".',
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketPolicy, "policy", context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketPolicy");
      for (const policy of settings) {
        const document = parseDocument(policy.get("policy"));
        const statements = statementsOf(policy, context, "resource");
        // Other rules report policies that are unknown or invalid.
        if (document.kind !== "read" || document.problems.length > 0) continue;
        const denying = statements.filter((statement) => deniesPlaintext(statement, "s3:*") !== false);
        // What is unknown may deny them.
        if (document.pending.length > 0 || denying.some(({ pending }) => pending.length > 0)) continue;
        if (denying.length === 0) context.violation(owner, "has a policy that allows requests without TLS");
        else if (!coversBucketAndObjects(owner, denying))
          context.violation(owner, "denies requests without TLS for only a part of the bucket");
      }
    }
  },
  remediate: {
    types: types.bucketPolicy,
    does: "adds the statement to a BucketPolicy that is known",
    apply: (props) => {
      const { bucket, policy: stated } = props;
      if (typeof bucket !== "string") return;
      const arn = `arn:${partitionIn(stated)}:s3:::${bucket}`;
      const policy = withTlsStatement(stated, "s3:*", [arn, `${arn}/*`]);
      if (policy !== undefined) props["policy"] = policy;
    },
  },
});

/** `bucket` is the bucket, or a policy of one in another stack, which has its name. */
function coversBucketAndObjects(bucket: StackResource, statements: readonly Statement[]): boolean {
  const patterns = statements.flatMap(({ resources }) => resources);
  const name = bucket.text("bucket") ?? bucket.text("id");
  if (name === undefined) {
    return (
      patterns.some((pattern) => !nameOf(pattern).includes("/")) &&
      patterns.some((pattern) => nameOf(pattern).endsWith("/*"))
    );
  }
  return [name, `${name}/any/key`].every((target) => patterns.some((pattern) => coversName(pattern, target)));
}
