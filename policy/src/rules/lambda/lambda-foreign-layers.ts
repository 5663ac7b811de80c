import { defineRule } from "../../core/define-rule";
import { itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { accountsOf } from "../../join/own-accounts";

interface Settings {
  readonly accounts: readonly string[];
}

export const lambdaForeignLayers = defineRule<Settings>({
  name: "lambda-foreign-layers",
  description: "Lambda functions use layers of the own account, or of accounts in the settings.",
  why: "A layer is code with the permissions of the function, and its publisher decides what a version contains.",
  level: "advisory",
  severity: "medium",
  controls: {
    partly: { awslambda_function_using_cross_account_layers: "accounts in the settings, at first those of AWS" },
  },
  remediationSteps:
    "Publish the layer in the own account, or add the account of its publisher to the setting accounts.",
  settings: {
    accounts: {
      type: "array",
      items: { type: "string" },
      // Powertools for Python and for TypeScript, CloudWatch Lambda Insights, AWS Distro for OpenTelemetry.
      default: ["017000801446", "094274105915", "580247275435", "901920570463"],
      description: "Accounts whose layers are accepted beside those of the stack itself.",
    },
  },
  stack: (stack, context) => {
    const own = accountsOf(stack);
    for (const fn of stack.ofType(...types.function)) {
      // An unknown layer is one of this program: the update has its ARN.
      for (const layer of itemsOf(fn.get("layers"))) {
        const account = typeof layer === "string" ? layer.split(":")[4] : undefined;
        if (account !== undefined && own.length > 0 && ![...own, ...context.settings.accounts].includes(account))
          context.violation(fn, `uses a layer of the account ${account}`);
      }
    }
  },
});
