/** A value that was not known when rules asked for it. */
export interface PendingValue {
  readonly urn: string;
  readonly name: string;
  readonly path: string;
  /** Names of the rules that wait for it. */
  readonly rules: ReadonlySet<string>;
}

/**
 * The values that rules of this process asked for and that are not known yet. Several rules read the same policy document: one ledger for all of them lets the
 * pack say so once per value instead of once per rule.
 */
const pending = new Map<string, { urn: string; name: string; path: string; rules: Set<string> }>();

/** Notes that a rule must wait for a value. */
export function waitFor(rule: string, { urn, name }: { urn: string; name: string }, path: string): void {
  const key = `${urn} ${path}`;
  const value = pending.get(key) ?? { urn, name, path, rules: new Set() };
  value.rules.add(rule);
  pending.set(key, value);
}

/** Everything that is waited for, and an empty ledger for the next run. */
export function takePendingValues(): PendingValue[] {
  const values = [...pending.values()];
  pending.clear();
  return values;
}
