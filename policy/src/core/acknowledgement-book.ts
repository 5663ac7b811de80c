import { concernsStack, flawOf, speaksOf, type Acknowledgement } from "./acknowledgement";

/** Sentences about acknowledgements that do not hold, of all rules of this process, until the pack speaks of them. */
const problems: string[] = [];

/** Every problem noted since the last call. */
export function takeAcknowledgementProblems(): string[] {
  return problems.splice(0);
}

/** The acknowledgements of one rule in one run: which count, and which of them were of use. */
export class AcknowledgementBook {
  private readonly used = new Set<string>();

  /** True where a finding about the resource is accepted. */
  accepts(stated: readonly Acknowledgement[], resource: { urn: string; name: string }, today: string): boolean {
    const found = stated.filter((one) => flawOf(one, today) === undefined && speaksOf(one, resource));
    for (const one of found) this.used.add(JSON.stringify(one));
    return found.length > 0;
  }

  /** At the end of a run: notes every acknowledgement that has no reason, is past its date or matched no finding. */
  close(rule: string, stated: readonly Acknowledgement[], stack: string, today: string): void {
    for (const one of stated.filter((each) => concernsStack(each, stack))) {
      const flaw =
        flawOf(one, today) ??
        (this.used.has(JSON.stringify(one))
          ? undefined
          : "matches no finding any more: take it out of the configuration, or keep it for the stacks that need it");
      if (flaw !== undefined) problems.push(`${rule}: the acknowledgement of "${one.resource}" ${flaw}`);
    }
    this.used.clear();
  }
}
