import { defineRule } from "../core/define-rule";
import { entriesOf } from "../core/resource-view";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";

interface Settings {
  readonly allowedVariables: readonly string[];
}

/** Values that are secrets wherever they stand. */
const secretValues: readonly [what: string, pattern: RegExp][] = [
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s:@]+@/i],
];

/** Names that promise a secret, and endings that say it is only where to find one. */
const secretName =
  /(secret|passw(or)?d|passphrase|api_?key|access_?key|private_?key|auth_?token|access_?token|credentials?)/i;
const pointerName = /_(arn|id|name|path|url|uri|table|bucket|parameter|ttl|sec|seconds)$/i;

/** Environment variables can be read by everybody who may look at the function: no secret stands there. */
export const lambdaEnvironment = defineRule<Settings>({
  name: "lambda-environment",
  description: "Lambda environment variables hold no secrets.",
  level: "mandatory",
  severity: "high",
  controls: { checkov: ["CKV_AWS_45"], others: ["Prowler"] },
  remediationSteps:
    "Keep the value in Secrets Manager or Parameter Store, give the function its name, and let the role read it.",
  settings: {
    allowedVariables: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Variables that look like secrets and are none.",
    },
  },
  resource: {
    types: types.function,
    check: (fn, inquiry) =>
      inquiry.whenKnown(fn, "environment.variables", (variables) => {
        for (const [name, value] of entriesOf(variables)) {
          if (inquiry.settings.allowedVariables.includes(name)) continue;
          // One note for all of them: which of a function's variables are outputs says nothing to anybody.
          if (isUnknown(value)) inquiry.pending(fn, "environment.variables");
          else if (typeof value === "string") {
            const what = secretIn(name, value);
            // The value itself is never repeated: messages end up in logs.
            if (what !== undefined) inquiry.violation(fn, `holds ${what} in the environment variable ${name}`);
          }
        }
      }),
  },
});

function secretIn(name: string, value: string): string | undefined {
  const found = secretValues.find(([, pattern]) => pattern.test(value));
  if (found !== undefined) return found[0];
  if (value === "" || value.startsWith("arn:") || pointerName.test(name)) return undefined;
  return secretName.test(name) ? "what its name calls a secret" : undefined;
}
