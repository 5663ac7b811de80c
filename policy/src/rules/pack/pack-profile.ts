import { defineRule } from "../../core/define-rule";
import { profiles, type Profile } from "../../core/pack-run";

interface Settings {
  readonly profile: Profile;
}

/** Reads which rules are on. The pack serves it first, so that it is evaluated before the others. */
export const packProfile = defineRule<Settings>({
  name: "pack-profile",
  description: "The profile decides which rules are on.",
  level: "mandatory",
  severity: "low",
  controls: {},
  always: true,
  remediationSteps: "Set one of the profiles.",
  settings: {
    profile: {
      type: "string",
      enum: [...profiles],
      default: "essential",
      description:
        "essential: rules of critical and high severity; fsbp: rules that meet a control of AWS Foundational Security Best Practices; cis: of the CIS benchmark; strict: all.",
    },
  },
  resource: {
    types: "every",
    check: (_resource, { run, settings }) => {
      run.profile = settings.profile;
    },
  },
  stack: (_stack, { run, settings }) => {
    run.profile = settings.profile;
  },
});
