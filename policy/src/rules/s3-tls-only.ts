import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { parseDocument } from "../iam/parse-document";
import type { Statement } from "../iam/statement";
import { statementsOf } from "../iam/statements-of";
import { coversName, nameOf, refusesPlaintext } from "../iam/tls-only";
import type { StackResource } from "../core/stack-view";
import { ofBucket } from "../join/siblings";

/** A bucket refuses whatever comes without TLS, to itself and to its objects. */
export const s3TlsOnly = defineRule({
  name: "s3-tls-only",
  description: "S3 buckets refuse requests without TLS.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["S3.5"], cis: ["2.1.1"], cdkNag: ["AwsSolutions-S10"] },
  remediationSteps:
    'Add to its BucketPolicy a Deny of "s3:*" to principal "*" on the bucket\'s ARN and on its ARN followed by "/*", with the one condition Bool aws:SecureTransport "false".',
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const policies = ofBucket(stack, bucket, types.bucketPolicy);
      if (policies.length === 0) inquiry.violation(bucket, "has no BucketPolicy");
      for (const policy of policies) {
        const document = parseDocument(policy.get("policy"));
        const statements = statementsOf(policy, inquiry, "resource");
        // What is not known yet, or cannot be read, is spoken of elsewhere.
        if (document.kind !== "read" || document.problems.length > 0) continue;
        const refusing = statements.filter((statement) => refusesPlaintext(statement, "s3:*"));
        if (refusing.some(({ pending }) => pending.length > 0)) continue;
        if (refusing.length === 0) inquiry.violation(bucket, "has a policy that lets requests without TLS pass");
        else if (!coversBucketAndObjects(bucket, refusing))
          inquiry.violation(bucket, "demands TLS for a part of itself only");
      }
    }
  },
});

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
