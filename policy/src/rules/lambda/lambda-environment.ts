import { defineRule } from "../../core/define-rule";
import { entriesOf, isUnknown } from "../../core/plain-value";
import { types } from "../../core/resource-types";

interface Settings {
  readonly allowedVariables: readonly string[];
}

/** Values that are secrets under every name. */
const secretValues: readonly [what: string, pattern: RegExp][] = [
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s:@]+@/i],
];

/** Names of secrets, and endings of names that only locate one. */
const secretName =
  /(secret|passw(or)?d|passphrase|api_?key|access_?key|private_?key|auth_?token|access_?token|credentials?)/i;
const locatorName = /_(arn|id|name|path|url|uri|table|bucket|parameter|ttl|sec|seconds)$/i;

export const lambdaEnvironment = defineRule<Settings>({
  name: "lambda-environment",
  description: "Lambda environment variables contain no secrets.",
  why: "Everyone who can read a function's configuration can read its environment variables.",
  level: "mandatory",
  severity: "high",
  controls: { checkov: ["CKV_AWS_45"], others: ["Prowler"] },
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
    check: (fn, context) =>
      context.whenKnown(fn, "environment.variables", (variables) => {
        for (const [name, value] of entriesOf(variables)) {
          if (context.settings.allowedVariables.includes(name)) continue;
          // One note for all variables: which of them are outputs does not matter.
          if (isUnknown(value)) context.pending(fn, "environment.variables");
          else if (typeof value === "string") {
            const what = secretIn(name, value);
            // Messages end up in logs, so they never contain the value.
            if (what !== undefined) context.violation(fn, `has ${what} in the environment variable ${name}`);
          }
        }
      }),
  },
});

function secretIn(name: string, value: string): string | undefined {
  const found = secretValues.find(([, pattern]) => pattern.test(value));
  if (found !== undefined) return found[0];
  if (value === "" || value.startsWith("arn:") || locatorName.test(name)) return undefined;
  return secretName.test(name) ? "a value that looks like a secret by its name" : undefined;
}
