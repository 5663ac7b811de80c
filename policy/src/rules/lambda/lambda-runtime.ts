import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

interface Settings {
  readonly runtimes: readonly string[];
}

export const lambdaRuntime = defineRule<Settings>({
  name: "lambda-runtime",
  description: "Lambda functions use a supported runtime.",
  why: "Only supported runtimes receive security patches; AWS blocks updates of functions with others.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["Lambda.2"],
    checkov: ["CKV_AWS_363"],
    partly: { "AwsSolutions-L1": "it requires the newest version of a runtime" },
  },
  remediationSteps: "Use a supported runtime, such as nodejs24.x.",
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
      description: "Supported runtimes, as of November 2026, without those whose support ends this year.",
    },
  },
  resource: {
    types: types.function,
    check: (fn, context) => {
      if (fn.get("packageType") === "Image") return;
      context.whenKnown(fn, "runtime", (runtime) => {
        if (typeof runtime !== "string") context.violation(fn, "does not set a runtime");
        else if (!context.settings.runtimes.includes(runtime))
          context.violation(fn, `uses the unsupported runtime ${runtime}`);
      });
    },
  },
});
