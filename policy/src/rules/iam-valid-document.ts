import { defineRule } from "../core/define-rule";
import { parseDocument } from "../iam/parse-document";
import { documentsIn, typesHolding } from "../iam/places";

const kinds = ["identity", "trust", "resource"] as const;

/** What AWS would refuse, or read in another way than it looks, is refused before. */
export const iamValidDocument = defineRule({
  name: "iam-valid-document",
  description: "IAM policy documents are well-formed.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    "Write the document as JSON with a Statement list of Effect, Action and Resource, or make it with aws.iam.getPolicyDocument.",
  resource: {
    types: typesHolding(...kinds),
    check: (resource, inquiry) => {
      for (const value of documentsIn(resource, ...kinds)) {
        const document = parseDocument(value);
        if (document.kind === "pending") inquiry.pending(resource, document.path);
        if (document.kind !== "read") continue;
        for (const problem of document.problems)
          inquiry.violation(resource, `holds a policy document that ${problemClause(problem)}`);
      }
    },
  },
});

function problemClause(problem: string): string {
  return problem.startsWith("statement") ? `cannot be read: ${problem}` : problem;
}
