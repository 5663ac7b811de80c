import type { RuleCases } from "./describe-rule";

/** The cases of every rule whose tests this process has loaded, by the rule's name. */
export const casesOfRules = new Map<string, RuleCases>();
