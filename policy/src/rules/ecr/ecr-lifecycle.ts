import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

export const ecrLifecycle = defineRule({
  name: "ecr-lifecycle",
  description: "ECR repositories have a lifecycle policy.",
  why: "Every deployment adds an image that is paid for and, once it is old, is only a risk.",
  level: "mandatory",
  severity: "low",
  controls: { securityHub: ["ECR.3"] },
  remediationSteps: "Declare an ecr LifecyclePolicy for the repository that expires old and untagged images.",
  stack: (stack, context) => {
    for (const repository of stack.ofType(...types.repository)) {
      const policies = siblingsOf(stack, repository, {
        types: types.repositoryLifecycle,
        by: "repository",
        owner: ["name", "id"],
      });
      if (policies.length === 0) context.violation(repository, "has no lifecycle policy");
    }
  },
});
