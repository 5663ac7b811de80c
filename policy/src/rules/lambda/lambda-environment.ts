import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { secretIn } from "../../secrets/secret-values";

interface Settings {
  readonly allowedVariables: readonly string[];
}

export const lambdaEnvironment = defineRule<Settings>({
  name: "lambda-environment",
  description: "Lambda environment variables contain no secrets.",
  why: "Everyone who can read a function's configuration can read its environment variables.",
  level: "mandatory",
  severity: "high",
  controls: { checkov: ["CKV_AWS_45"], prowler: ["awslambda_function_no_secrets_in_variables"] },
  remediationSteps:
    "Store the value in Secrets Manager or Parameter Store, pass its name to the function, and allow the role to read it.",
  settings: {
    allowedVariables: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Variables that look like secrets and are not.",
    },
  },
  resource: {
    types: types.function,
    check: (fn, context) => {
      const { allowedVariables } = context.settings;
      const isMarked = (name: string) => context.run.secretMarks.has(fn.urn, `environment.variables.${name}`);
      // Messages end up in logs, so they never contain the value.
      const report = (name: string, what: string) =>
        context.violationOf(fn, "environment", [name], () => `has ${what} in the environment variable ${name}`);
      context.whenKnown(fn, "environment.variables", (variables) => {
        for (const [name, value] of entriesOf(variables).filter(([name]) => !allowedVariables.includes(name))) {
          const found = typeof value === "string" ? secretIn(name, value) : undefined;
          if (found !== undefined) report(name, found);
          else if (isMarked(name)) report(name, "a value that Pulumi marks as secret");
          // One note for all variables: which of them are outputs does not matter.
          else if (isUnknown(value)) context.pending(fn, "environment.variables");
        }
      });
    },
  },
});
