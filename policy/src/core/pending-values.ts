/** What it means in a preview that a rule needs an unknown value; `inherited`: what `pack-undecided` says. */
export const undecidedLevels = ["inherited", "advisory", "mandatory"] as const;
export type UndecidedLevel = (typeof undecidedLevels)[number];

/** A value that rules needed and that was unknown. */
interface PendingValue {
  readonly urn: string;
  readonly name: string;
  readonly path: string;
  /** Names of the rules that need it. */
  readonly rules: Set<string>;
}

/** The unknown values that the rules of a pack have met. Each is kept once, however many rules need it. */
export class PendingValues {
  private readonly values = new Map<string, PendingValue>();
  private readonly levels = new Map<string, UndecidedLevel>();

  /** Notes that a rule needs a value. */
  add(rule: string, level: UndecidedLevel, { urn, name }: { urn: string; name: string }, path: string): void {
    this.levels.set(rule, level);
    const key = `${urn} ${path}`;
    const value = this.values.get(key) ?? { urn, name, path, rules: new Set() };
    value.rules.add(rule);
    this.values.set(key, value);
  }

  /** Every value since the last call. */
  take(): PendingValue[] {
    const values = [...this.values.values()];
    this.values.clear();
    return values;
  }

  /** Every value that a rule requires, with these rules; the other rules' values stay. */
  takeMandatory(inherited: UndecidedLevel): PendingValue[] {
    return [...this.values].flatMap(([key, value]) => {
      const rules = [...value.rules].filter((rule) => this.levelOf(rule, inherited) === "mandatory");
      for (const rule of rules) value.rules.delete(rule);
      if (value.rules.size === 0) this.values.delete(key);
      return rules.length === 0 ? [] : [{ ...value, rules: new Set(rules) }];
    });
  }

  private levelOf(rule: string, inherited: UndecidedLevel): UndecidedLevel {
    const level = this.levels.get(rule) ?? "inherited";
    return level === "inherited" ? inherited : level;
  }
}

/**
 * One line for each property of each resource of which something is unknown: what, and the rules that need it. A policy
 * document has an unknown part for almost every ARN in it.
 */
export function linesOf(values: readonly PendingValue[]): string[] {
  const groups = new Map<string, PendingValue[]>();
  for (const value of values) {
    const key = `${value.urn} ${propertyOf(value)}`;
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const rules = [...new Set(group.flatMap((each) => [...each.rules]))].sort();
    const others = group.length > 1 ? ` and ${group.length - 1} more in ${propertyOf(first)}` : "";
    return [`${first.name}, ${first.path}${others}: ${rules.join(", ")}`];
  });
}

function propertyOf({ path }: PendingValue): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}
