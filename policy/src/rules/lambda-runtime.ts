import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

interface Settings {
  readonly runtimes: readonly string[];
}

/** A function runs on what AWS still repairs. */
export const lambdaRuntime = defineRule<Settings>({
  name: "lambda-runtime",
  description: "Lambda functions run on a runtime that AWS supports.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["Lambda.2"], cdkNag: ["AwsSolutions-L1"], checkov: ["CKV_AWS_363"] },
  remediationSteps: "Move the function to a supported runtime, such as nodejs24.x.",
  settings: {
    runtimes: {
      type: "array",
      items: { type: "string" },
      default: [
        "nodejs22.x",
        "nodejs24.x",
        "python3.11",
        "python3.12",
        "python3.13",
        "python3.14",
        "java8.al2",
        "java11",
        "java17",
        "java21",
        "java25",
        "dotnet10",
        "ruby3.3",
        "ruby3.4",
        "provided.al2023",
      ],
      description: "Runtimes that AWS supports. As of November 2026, without those that end this year.",
    },
  },
  resource: {
    types: types.function,
    check: (fn, inquiry) => {
      if (fn.get("packageType") === "Image") return;
      inquiry.whenKnown(fn, "runtime", (runtime) => {
        if (typeof runtime !== "string") inquiry.violation(fn, "states no runtime");
        else if (!inquiry.settings.runtimes.includes(runtime))
          inquiry.violation(fn, `runs on ${runtime}, which is not supported`);
      });
    },
  },
});
