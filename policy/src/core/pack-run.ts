import type { Severity } from "@pulumi/policy";

import { Acknowledgements } from "./acknowledgements";
import { fsbpIdsOf, type Controls } from "./controls";
import { DefaultedInputs } from "./defaulted-inputs";
import { ExceptionTracker } from "./exceptions";
import { nearest } from "./nearest";
import { PendingValues } from "./pending-values";
import { SecretMarks } from "./secret-marks";

/** Which rules are on: those of critical or high severity, those of a public standard, or all. */
export const profiles = ["essential", "fsbp", "cis", "strict"] as const;
export type Profile = (typeof profiles)[number];

/** What a profile decides by. */
interface Graded {
  readonly severity: Severity;
  readonly controls: Controls;
}

/** True where a rule is part of a profile. */
export function isInProfile(profile: Profile, { severity, controls }: Graded): boolean {
  if (profile === "strict") return true;
  if (profile === "fsbp") return fsbpIdsOf(controls).length > 0;
  if (profile === "cis") return (controls.cis ?? []).length > 0;
  return severity === "critical" || severity === "high";
}

/**
 * What the rules of one pack note for each other while it is served: the profile that `pack-profile` read, unknown
 * values and problems of the configuration, which the rules named `pack-…` report.
 */
export class PackRun {
  /** Which inputs are secret. */
  readonly secretMarks = new SecretMarks();
  /** Findings that the program accepts. */
  readonly acknowledgements = new Acknowledgements();
  /** Values that rules needed and that were unknown. */
  readonly pending = new PendingValues();
  /** Which inputs the program does not state. */
  readonly defaultedInputs = new DefaultedInputs();
  private readonly checked = new Map<string, (stack: string) => void>();
  private readonly trackers = new Map<string, ExceptionTracker>();
  private readonly exceptionProblems: string[] = [];
  private readonly settingProblems = new Set<string>();

  /**
   * @param profile until `pack-profile` has read another one
   * @param ruleNames the rules of the pack. Default: none known, and those that a program names are not checked
   */
  constructor(
    public profile: Profile = "essential",
    private readonly ruleNames: readonly string[] = [],
  ) {}

  /**
   * Notes that a rule has checked a resource, and how to close its exceptions at the end of the run: without a resource
   * to check, an unused exception is for an optional part of the program that is switched off.
   */
  noteChecked(rule: string, close: (stack: string) => void): void {
    this.checked.set(rule, close);
  }

  /** Closes the exceptions of the rules that have checked single resources since the last call. */
  closeChecked(stack: string): void {
    for (const close of this.checked.values()) close(stack);
    this.checked.clear();
  }

  /** The exceptions of a rule: which of them were used. */
  exceptionsOf(rule: string): ExceptionTracker {
    const tracker = this.trackers.get(rule) ?? new ExceptionTracker();
    this.trackers.set(rule, tracker);
    return tracker;
  }

  /** Notes exceptions that are invalid or unused. */
  noteExceptionProblems(problems: readonly string[]): void {
    this.exceptionProblems.push(...problems);
  }

  /** Every problem of an exception since the last call, and those of exceptions in the program for unknown rules. */
  takeExceptionProblems(): string[] {
    return [...this.exceptionProblems.splice(0), ...this.acknowledgedWithoutRule()];
  }

  private acknowledgedWithoutRule(): string[] {
    if (this.ruleNames.length === 0) return [];
    return this.acknowledgements.all
      .filter(({ rule }) => !this.ruleNames.includes(rule))
      .map(({ rule, exception }) => {
        const meant = nearest(rule, this.ruleNames);
        const hint = meant === undefined ? "see the pack's README for its rules" : `"${meant}" may be meant`;
        return `${rule}: acknowledge() of "${exception.resource}" names no rule of the pack; ${hint}`;
      });
  }

  /** Notes a setting that a rule does not have. */
  noteSettingProblem(problem: string): void {
    this.settingProblems.add(problem);
  }

  /** Every problem of a setting since the last call. */
  takeSettingProblems(): string[] {
    const problems = [...this.settingProblems];
    this.settingProblems.clear();
    return problems;
  }
}
