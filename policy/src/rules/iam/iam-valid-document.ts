import { defineRule } from "../../core/define-rule";
import { parseDocument } from "../../iam/parse-document";
import { documentsIn, typesWithDocuments } from "../../iam/policy-documents";

const kinds = ["identity", "trust", "resource", "limit"] as const;

export const iamValidDocument = defineRule({
  name: "iam-valid-document",
  description: "IAM policy documents are well-formed.",
  why: "A document that AWS rejects, or evaluates differently than intended, is found before the deployment.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    "Write the document as JSON with a Statement list of Effect, Action and Resource, or create it with aws.iam.getPolicyDocument.",
  resource: {
    types: typesWithDocuments(...kinds),
    check: (resource, context) => {
      for (const value of documentsIn(resource, ...kinds)) {
        const document = parseDocument(value);
        if (document.kind === "pending") context.pending(resource, document.path);
        if (document.kind !== "read") continue;
        for (const problem of document.problems)
          context.violation(resource, `has a policy document that ${problemClause(problem)}`);
      }
    },
  },
});

function problemClause(problem: string): string {
  return problem.startsWith("statement") ? `is invalid: ${problem}` : problem;
}
