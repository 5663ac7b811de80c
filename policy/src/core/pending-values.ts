/** A value that rules needed and that was unknown. */
interface PendingValue {
  readonly urn: string;
  readonly name: string;
  readonly path: string;
  /** Names of the rules that need it. */
  readonly rules: Set<string>;
}

/**
 * The unknown values that rules of this process needed. Shared by all rules, so that a value is reported once and not
 * once per rule.
 */
const pending = new Map<string, PendingValue>();

/** Notes that a rule needs a value that is unknown. */
export function waitFor(rule: string, { urn, name }: { urn: string; name: string }, path: string): void {
  const key = `${urn} ${path}`;
  const value = pending.get(key) ?? { urn, name, path, rules: new Set() };
  value.rules.add(rule);
  pending.set(key, value);
}

/** Every pending value since the last call. */
export function takePendingValues(): PendingValue[] {
  const values = [...pending.values()];
  pending.clear();
  return values;
}
