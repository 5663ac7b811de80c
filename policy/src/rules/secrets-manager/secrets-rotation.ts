import { defineRule } from "../../core/define-rule";
import type { Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

interface Settings {
  readonly maxDays: number;
}

export const secretsRotation = defineRule<Settings>({
  name: "secrets-rotation",
  description: "Secrets rotate automatically.",
  why: "A secret that never changes stays valid for everyone who has obtained it once.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["SecretsManager.1"],
    cdkNag: ["AwsSolutions-SMG4"],
    checkov: ["CKV2_AWS_57", "CKV_AWS_304"],
    partly: { "SecretsManager.4": "whether the last rotation succeeded is known at run time only" },
  },
  remediationSteps:
    "Declare a SecretRotation for the secret with rotationLambdaArn and rotationRules.automaticallyAfterDays.",
  settings: {
    maxDays: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 90,
      description: "Most days between two rotations. A cron expression is accepted as it stands.",
    },
  },
  stack: (stack, context) => {
    const { maxDays } = context.settings;
    for (const secret of stack.ofType(...types.secret)) {
      const rotations = siblingsOf(stack, secret, {
        types: types.secretRotation,
        by: "secretId",
        owner: ["arn", "id", "name"],
      });
      if (rotations.length === 0) context.violation(secret, "does not rotate");
    }
    for (const rotation of stack.ofType(...types.secretRotation)) {
      context.whenKnown(rotation, "rotationRules.scheduleExpression", (schedule) => {
        context.whenKnown(rotation, "rotationRules.automaticallyAfterDays", (stated) => {
          const days = daysOf(schedule) ?? (typeof stated === "number" ? stated : undefined);
          if (days === undefined && !isCron(schedule)) context.violation(rotation, "states no time between rotations");
          else if (days !== undefined && days > maxDays)
            context.violation(rotation, `rotates every ${days} days; at most ${maxDays} are accepted`);
        });
      });
    }
  },
});

const isCron = (schedule: Plain): boolean => typeof schedule === "string" && schedule.startsWith("cron(");

/** Days of `rate(10 days)`; `rate(4 hours)` is less than one. */
function daysOf(schedule: Plain): number | undefined {
  if (typeof schedule !== "string") return undefined;
  const [, count = "", unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule) ?? [];
  if (unit === undefined) return undefined;
  return unit === "day" ? Number(count) : Number(count) / 24;
}
