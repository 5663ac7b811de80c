import type { ReportViolation } from "@pulumi/policy";

import type { Acknowledgement } from "./acknowledgement";
import type { AcknowledgementBook } from "./acknowledgement-book";
import type { RuleSpec } from "./define-rule";
import { waitFor } from "./pending-values";
import type { ResourceView } from "./resource-view";
import type { Plain } from "./snapshot";
import { isUnknown } from "./unknown";

/** One question put to a rule: its settings, and where its answers go. */
export class Inquiry<C extends object, R extends ResourceView = ResourceView> {
  /** Settings of the rule, defaults filled in. */
  readonly settings: C;

  constructor(
    private readonly rule: Pick<RuleSpec<C>, "name" | "remediationSteps" | "settings">,
    given: C & { readonly acknowledge?: readonly Acknowledgement[] },
    readonly stackTags: ReadonlyMap<string, string>,
    private readonly book: AcknowledgementBook,
    private readonly report: ReportViolation,
  ) {
    // The CLI fills the defaults in; whoever calls the rule without a CLI gets them all the same.
    this.settings = { ...defaultsOf(rule.settings), ...given };
  }

  /** Reports that the resource breaks the rule, unless that is acknowledged. `problem` says what is wrong, as a clause that follows the resource's name. */
  violation(resource: R, problem: string): void {
    if (this.book.accepts(this.acknowledgements, resource, today())) return;
    this.report(`${resource.name} ${problem}. ${this.rule.remediationSteps}`, resource.urn);
  }

  /** Notes that a value must be known first. The pack says so once per value, whatever the number of rules that wait for it. */
  pending(resource: R, path: string): void {
    waitFor(this.rule.name, resource, path);
  }

  /** Hands on the value at a path; an unknown one is noted as pending instead. */
  whenKnown(resource: R, path: string, then: (value: Plain) => void): void {
    const value = resource.get(path);
    if (isUnknown(value)) this.pending(resource, value.path);
    else then(value);
  }

  /** Reports something about the stack as a whole, which cannot be acknowledged. */
  stackViolation(message: string): void {
    this.report(message);
  }

  /** At the end of a run: hands every acknowledgement that is flawed or matched nothing to the rule that speaks of them. */
  closeAcknowledgements(stack: string): void {
    this.book.close(this.rule.name, this.acknowledgements, stack, today());
  }

  private get acknowledgements(): readonly Acknowledgement[] {
    return (this.settings as { acknowledge?: readonly Acknowledgement[] }).acknowledge ?? [];
  }
}

function defaultsOf<C extends object>(schema: RuleSpec<C>["settings"]): C {
  const entries = Object.entries<{ readonly default: unknown }>(schema ?? {});
  return Object.fromEntries(entries.map(([key, setting]) => [key, setting.default])) as C;
}

/** The day it is, UTC, as acknowledgements state theirs. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
