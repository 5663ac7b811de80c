import { defineRule } from "../../core/define-rule";
import { matchesAnyCase } from "../../core/wildcard";
import { isAdministrator, isEveryAction, onlyLists } from "../../iam/actions";
import { namesResources } from "../../iam/resource-conditions";
import { isUnscopedResource } from "../../iam/resource-scope";
import {
  optionalResourceTypes,
  decryptActions,
  escalatingActions,
  neededOnEverything,
  permissionManagement,
} from "../../iam/sensitive-actions";
import { actionsMatching } from "../../iam/service-reference";
import type { Statement } from "../../iam/statement";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

interface Settings {
  readonly unscopableActions: readonly string[];
}

/** Rules of their own report these, so that one mistake is one finding. */
const coveredByOtherRules: readonly string[] = [...escalatingActions, ...decryptActions];

export const iamResourceScoped = defineRule<Settings>({
  name: "iam-resource-scoped",
  description: "IAM policies scope their actions to specific resources, where AWS has resource types for them.",
  why: "A permission on all resources includes those that other programs, and other people, add later.",
  level: "mandatory",
  severity: "high",
  controls: {
    checkov: ["CKV_AWS_355", "CKV_AWS_288", "CKV_AWS_290"],
    partly: { "AwsSolutions-IAM5": "wildcards in actions, which iam-no-service-wildcard reports" },
  },
  remediationSteps:
    "Replace the wildcard with specific ARNs, or add a condition on aws:ResourceTag; only actions without resource types may use *.",
  settings: {
    unscopableActions: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Further actions that are accepted on *, beside those that AWS's service authorization reference has no resource type for.",
    },
  },
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      const exempt = [...context.settings.unscopableActions, ...coveredByOtherRules, ...neededOnEverything];
      const isExempt = (action: string) =>
        exempt.some((one) => matchesAnyCase(one, action)) ||
        permissionManagement(action) !== undefined ||
        onlyLists(action);
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const open = new Set<string>();
        const scopable = statement.actions.filter((action) => {
          if (isExempt(action)) return false;
          const found = openResources(statement, action);
          for (const each of found) open.add(each);
          return found.length > 0;
        });
        const listed = statement.resources.filter((each) => open.has(each)).join(", ");
        context.violationOf(
          resource,
          statement.id,
          scopable,
          (left) => `allows ${left.join(", ")} on ${listed} in ${statement.label}`,
        );
      }
    },
  },
});

/** The resources of a statement that mean all or nearly all that an action can be scoped to. */
function openResources({ resources, conditions }: Statement, action: string): string[] {
  if (isEveryAction(action)) return resources.filter((each) => isUnscopedResource(each));
  const scopable = actionsMatching(action).filter(
    ({ resourceTypes, conditionKeys }) => resourceTypes.length > 0 && !namesResources(conditions, conditionKeys),
  );
  const types = [...new Set(scopable.flatMap(({ resourceTypes }) => resourceTypes))].filter(
    (type) => !optionalResourceTypes.includes(type),
  );
  return types.length === 0 ? [] : resources.filter((each) => isUnscopedResource(each, types));
}
