import { defineRule } from "../../core/define-rule";
import { itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

/**
 * Memory in MB and timeout in s. The provider fills these in before a policy reads the inputs, and notes it: where the
 * engine does not pass its note on, they count as not stated.
 */
const awsDefaults = { memorySize: 128, timeout: 3 };

export const lambdaExplicitSizing = defineRule({
  name: "lambda-explicit-sizing",
  description: "Lambda functions set memory, timeout and architecture.",
  why: "The defaults of 128 MB and 3 seconds rarely fit. A stated size shows that somebody chose it; 128 MB or 3 seconds that are stated are a choice, too.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["Serverless-LambdaDefaultMemorySize", "Serverless-LambdaDefaultTimeout"] },
  remediationSteps: "Set memorySize, timeout and architectures; 128 MB and 3 s count where the program states them.",
  resource: {
    types: types.function,
    check: (fn, context) => {
      const missing: string[] = [];
      for (const [input, standard] of Object.entries(awsDefaults)) {
        context.whenKnown(fn, input, (value) => {
          const isStated = context.run.defaultedInputs.isStated(fn.urn, input);
          if (value === null || (value === standard && !isStated)) missing.push(input);
        });
      }
      if (!fn.isSet("architectures") || itemsOf(fn.get("architectures")).length === 0) missing.push("architectures");
      if (missing.length > 0) context.violation(fn, `does not set ${missing.join(", ")}`);
    },
  },
});
