import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { setInside } from "../../remediation/set-inside";
import type { StackResource, StackView } from "../../core/stack-view";
import { matchesWildcard } from "../../core/wildcard";

export const ecrScan = defineRule({
  name: "ecr-scan",
  description: "ECR repositories scan their images.",
  why: "A scan finds known vulnerabilities of the packages in an image before a function runs it.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["ECR.1"],
    checkov: ["CKV_AWS_163"],
    pulumi: ["aws-ecr-repository-configure-image-scan", "aws-ecr-repository-enable-image-scan"],
  },
  remediationSteps:
    "Set imageScanningConfiguration.scanOnPush to true, or declare a RegistryScanningConfiguration with a rule for the repository.",
  stack: (stack, context) => {
    for (const repository of stack.ofType(...types.repository)) {
      context.whenKnown(repository, "imageScanningConfiguration.scanOnPush", (scanned) => {
        if (scanned !== true && !isScannedByRegistry(stack, repository))
          context.violation(repository, "does not scan images");
      });
    }
  },
  remediate: {
    types: types.repository,
    does: "sets imageScanningConfiguration.scanOnPush",
    apply: (props) => setInside(props, "imageScanningConfiguration", "scanOnPush", true),
  },
});

function isScannedByRegistry(stack: StackView, repository: StackResource): boolean {
  const name = repository.text("name");
  return stack
    .ofType(...types.registryScanning)
    .flatMap((configuration) => itemsOf(configuration.get("rules")))
    .filter((rule) => isUnknown(rule) || valueAt(rule, "scanFrequency") !== "MANUAL")
    .flatMap((rule) => (isUnknown(rule) ? [rule] : itemsOf(valueAt(rule, "repositoryFilters"))))
    .some((filter) => {
      const pattern = valueAt(filter, "filter");
      if (isUnknown(pattern) || pattern === "*") return true;
      return name !== undefined && typeof pattern === "string" && matchesWildcard(pattern, name);
    });
}
