import { defineRule } from "../core/define-rule";
import { itemsOf } from "../core/resource-view";
import { types } from "../core/tokens";

/** What AWS takes where nothing is stated. The engine fills these in before a policy sees the inputs, so that they cannot be told from stated ones. */
const awsDefaults = { memorySize: 128, timeout: 3 };

/** Memory, time and processor are decided, not inherited. */
export const lambdaExplicitSizing = defineRule({
  name: "lambda-explicit-sizing",
  description: "Lambda functions state memory, timeout and architecture.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["Serverless-LambdaDefaultMemorySize", "Serverless-LambdaDefaultTimeout"] },
  remediationSteps:
    "State memorySize, timeout and architectures; AWS's own defaults of 128 MB and 3 s count as not stated.",
  resource: {
    types: types.function,
    check: (fn, inquiry) => {
      const missing: string[] = [];
      for (const [input, standard] of Object.entries(awsDefaults)) {
        inquiry.whenKnown(fn, input, (value) => {
          if (value === null || value === standard) missing.push(input);
        });
      }
      if (!fn.states("architectures") || itemsOf(fn.get("architectures")).length === 0) missing.push("architectures");
      if (missing.length > 0) inquiry.violation(fn, `does not state ${missing.join(", ")}`);
    },
  },
});
