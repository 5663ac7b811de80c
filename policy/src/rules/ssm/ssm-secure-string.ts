import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { secretIn } from "../../secrets/secret-values";

export const ssmSecureString = defineRule({
  name: "ssm-secure-string",
  description: "Secrets in Parameter Store are SecureString parameters.",
  why: "A String parameter is not encrypted with a key of the account, and everybody who lists parameters with their values reads it.",
  level: "mandatory",
  severity: "high",
  controls: { partly: { CKV2_AWS_34: "it requires SecureString everywhere, the rule where the value is a secret" } },
  remediationSteps: 'Set type to "SecureString", and keyId to a key of the program.',
  resource: {
    types: types.parameter,
    check: (parameter, context) =>
      context.whenKnown(parameter, "type", (type) => {
        if (type === "SecureString") return;
        // The variable's name of "/images/prod/db-password" is DB_PASSWORD.
        const last = parameter.text("name")?.split("/").at(-1) ?? parameter.name;
        const name = last.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
        for (const input of ["value", "insecureValue"]) {
          context.whenKnown(parameter, input, (value) => {
            const found = typeof value === "string" ? secretIn(name, value) : undefined;
            // Messages end up in logs, so they never contain the value.
            if (found !== undefined)
              context.violation(parameter, `has ${found} in a parameter of type ${JSON.stringify(type)}`);
          });
        }
      }),
  },
});
