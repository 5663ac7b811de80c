import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown, type Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { secretsInText } from "../../secrets/secrets-in-text";

/** Inputs that a service shows to everyone who may describe the resource. */
const inputs: readonly (readonly [kinds: readonly string[], path: string, title: string])[] = [
  [types.stage, "variables", "stage variables"],
  [types.httpStage, "stageVariables", "stage variables"],
  [types.stateMachine, "definition", "definition"],
  [types.document, "content", "content"],
  [types.eventTarget, "input", "input"],
  [types.eventTarget, "httpTarget.headerParameters", "headers"],
  [types.schedule, "target.input", "input"],
  [types.pipe, "enrichmentParameters.httpParameters.headerParameters", "headers of the enrichment"],
  [types.pipe, "targetParameters.httpParameters.headerParameters", "headers of the target"],
];

export const plaintextSecrets = defineRule({
  name: "plaintext-secrets",
  description: "Definitions, documents, stage variables and constant inputs contain no secrets.",
  why: "Everyone who can describe a state machine, stage, document, schedule, pipe or target can read them, and so can its logs.",
  level: "mandatory",
  severity: "high",
  controls: {
    prowler: [
      "apigateway_restapi_no_secrets_in_stage_variables",
      "ssm_document_secrets",
      "stepfunctions_statemachine_no_secrets_in_definition",
    ],
  },
  remediationSteps:
    "Store the value in Secrets Manager or Parameter Store, and refer to it: a state or function reads it at run time, a pipe and a target use a connection.",
  resource: {
    types: [...new Set(inputs.flatMap(([kinds]) => kinds))],
    check: (resource, context) => {
      for (const [kinds, path, title] of inputs) {
        if (!kinds.includes(resource.type)) continue;
        context.whenKnown(resource, path, (value) => {
          for (const [key, text] of textsOf(value)) {
            if (isUnknown(text)) context.pending(resource, path);
            else if (typeof text === "string") {
              // Messages end up in logs, so they never contain the value.
              for (const { name, what } of secretsInText(key, text)) {
                const of = name === undefined ? "" : ` (${name})`;
                context.violationOf(resource, path, [name ?? "text"], () => `has ${what} in its ${title}${of}`);
              }
            }
          }
        });
      }
    },
  },
});

/** A text, or the texts of an object by their keys. */
function textsOf(value: Plain): readonly (readonly [key: string | undefined, text: Plain])[] {
  return typeof value === "string" ? [[undefined, value]] : entriesOf(value);
}
