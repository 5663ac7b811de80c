import { takeAcknowledgementProblems } from "../core/acknowledgement-book";
import { defineRule } from "../core/define-rule";

/** An exception that has no reason, is past its date or is for nothing does not stay unseen. */
export const packAcknowledgements = defineRule({
  name: "pack-acknowledgements",
  description: "Acknowledgements have a reason, are in force and match a finding.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Correct it, or take it out of the policy configuration.",
  stack: (_stack, inquiry) => {
    for (const problem of takeAcknowledgementProblems()) inquiry.stackViolation(`${problem}.`);
  },
});
