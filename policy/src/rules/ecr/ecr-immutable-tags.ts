import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const ecrImmutableTags = defineRule({
  name: "ecr-immutable-tags",
  description: "ECR repositories have immutable tags.",
  why: "A tag that can be overwritten runs another image tomorrow than the one that was tested today.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["ECR.2"], checkov: ["CKV_AWS_51"], pulumi: ["aws-ecr-repository-disallow-mutable-image"] },
  remediationSteps: 'Set imageTagMutability to "IMMUTABLE".',
  resource: {
    types: types.repository,
    check: (repository, context) =>
      context.whenKnown(repository, "imageTagMutability", (mutability) => {
        if (mutability !== "IMMUTABLE") context.violation(repository, "lets tags be overwritten");
      }),
  },
});
