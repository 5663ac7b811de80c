import { defineRule } from "../../core/define-rule";
import { matchesAnyCase } from "../../core/wildcard";
import { isEveryAction } from "../../iam/actions";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";
import { meantConditionKey, unknownAction } from "../../iam/service-reference";

interface Settings {
  readonly additionalActions: readonly string[];
}

const kinds = ["identity", "trust", "resource", "limit"] as const;

export const iamKnownActions = defineRule<Settings>({
  name: "iam-known-actions",
  description: "IAM policies name actions and condition keys that exist.",
  why: "AWS accepts a misspelt name without a word: an Allow of it allows nothing, a Deny of it denies nothing.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps:
    "Name an action or condition key of AWS's service authorization reference; list one that is newer than this pack in additionalActions.",
  settings: {
    additionalActions: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Actions that AWS has and this pack's data lacks; * and ? are wildcards.",
    },
  },
  resource: {
    types: typesWithDocuments(...kinds),
    check: (resource, context) => {
      const isAccepted = (action: string) =>
        context.settings.additionalActions.some((one) => matchesAnyCase(one, action));
      for (const { id, actions, notActions, conditions, label } of statementsOf(resource, context, ...kinds)) {
        for (const action of [...actions, ...notActions].filter((one) => !isEveryAction(one) && !isAccepted(one))) {
          const problem = unknownAction(action);
          if (problem !== undefined)
            context.violationOf(
              resource,
              id,
              [action],
              () => `names the action ${action} in ${label}, which ${problem}`,
            );
        }
        for (const { key } of conditions) {
          const meant = meantConditionKey(key);
          if (meant !== undefined) {
            const problem = `does not exist ("${meant}" may be meant)`;
            context.violationOf(
              resource,
              id,
              [key],
              () => `names the condition key ${key} in ${label}, which ${problem}`,
            );
          }
        }
      }
    },
  },
});
