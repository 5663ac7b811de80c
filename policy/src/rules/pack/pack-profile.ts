import { defineRule } from "../../core/define-rule";
import { profiles, type Profile } from "../../core/pack-run";

interface Settings {
  readonly profile: Profile;
}

export const packProfile = defineRule<Settings>({
  name: "pack-profile",
  description: "The profile decides which rules are on.",
  why: "A team starts with the rules of critical and high severity, and adds the others when it is ready for them.",
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
