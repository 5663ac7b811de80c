import * as pulumi from "@pulumi/pulumi";
import type { Range } from "../handlers/contract";
import type { Setting, Settings, ValuesOf } from "./settings";

interface IntegerSpec extends Range {
  readonly fallback?: number;
}

/**
 * Reads values one by one and collects the problems, so that all of them are reported at once. An invalid value reads
 * as its fallback, so nothing may be used while `problems` is not empty.
 */
export class ConfigReader {
  readonly problems: string[] = [];
  private readonly known = new Set<string>();

  /** `path` is put before every key in problems: "" at the top, `variants[0].` inside. */
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly path = "",
  ) {}

  problem(key: string, expected: string, value: unknown = this.values[key]): void {
    const got = pulumi.Output.isInstance(value) ? "an output, which is known too late" : JSON.stringify(value);
    this.problems.push(`${this.path}${key}: expected ${expected}, got ${got}`);
  }

  /** Reports that a setting is not there. */
  missing(key: string, expected: string): void {
    if (this.values[key] === undefined)
      this.problems.push(`${this.path}${key}: expected ${expected}, and it is absent`);
  }

  /** The value as it is in the config. Its key counts as known from here on. */
  raw(key: string): unknown {
    this.known.add(key);
    return this.values[key];
  }

  /** Every setting of a table. */
  read<const S extends Settings>(settings: S): ValuesOf<S> {
    const values = Object.entries(settings).map(([key, setting]) => [key, this.one(key, setting)] as const);
    return Object.fromEntries(values) as ValuesOf<S>;
  }

  integer(key: string, spec: IntegerSpec & { fallback: number }): number;
  integer(key: string, spec: IntegerSpec): number | undefined;
  integer(key: string, { fallback, min, max }: IntegerSpec): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return fallback;
    const number =
      typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : NaN;
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    this.problem(key, `an integer ${min}..${max}`);
    return fallback;
  }

  number(key: string, spec: IntegerSpec & { fallback: number }): number;
  number(key: string, spec: IntegerSpec): number | undefined;
  number(key: string, { fallback, min, max }: IntegerSpec): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return fallback;
    const number =
      typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    this.problem(key, `a number ${min}..${max}`);
    return fallback;
  }

  flag(key: string, fallback: boolean, expected = "true or false"): boolean {
    const value = this.raw(key);
    if (value === undefined) return fallback;
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    this.problem(key, expected);
    return fallback;
  }

  choice<const T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.raw(key) ?? fallback;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.problem(key, `one of ${choices.join(", ")}`);
    return chosen ?? fallback;
  }

  /** Text that matches `pattern`; `expected` describes the pattern in words. */
  text(key: string, fallback: string, pattern: RegExp, expected: string): string;
  text(key: string, fallback: string | undefined, pattern: RegExp, expected: string): string | undefined;
  text(key: string, fallback: string | undefined, pattern: RegExp, expected: string): string | undefined {
    const value = this.raw(key) ?? fallback;
    if (value === undefined || (typeof value === "string" && pattern.test(value))) return value;
    this.problem(key, expected);
    return fallback;
  }

  /** Text that may be an output of another resource; the deployment fails where its value does not match. */
  textInput(key: string, pattern: RegExp, expected: string): pulumi.Input<string> | undefined {
    const value = this.raw(key);
    const at = `${this.path}${key}`;
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      return pulumi.output(value).apply((known: unknown) => matchingText(known, at, pattern, expected));
    }
    return this.text(key, undefined, pattern, expected);
  }

  texts(key: string, fallback: readonly string[]): readonly string[] {
    const value = this.json(key);
    if (value === undefined) return fallback;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    this.problem(key, "a list of texts");
    return fallback;
  }

  /** An object of texts. Absent: an empty one. */
  textMap(key: string): Readonly<Record<string, string>> {
    const value = this.json(key) ?? {};
    if (isObject(value) && Object.values(value).every((item) => typeof item === "string")) {
      return value as Record<string, string>;
    }
    this.problem(key, "an object of texts");
    return {};
  }

  /** A list of integers. Absent: undefined. */
  integers(key: string, { min, max }: Range): readonly number[] | undefined {
    const value = this.json(key);
    if (value === undefined) return undefined;
    const isOne = (item: unknown) => Number.isInteger(item) && Number(item) >= min && Number(item) <= max;
    if (Array.isArray(value) && value.every(isOne)) return value as number[];
    this.problem(key, `a list of integers ${min}..${max}`);
    return undefined;
  }

  /** A list of objects, each with a reader of its own. */
  objects<T>(key: string, fallback: readonly T[], parse: (reader: ConfigReader) => T): readonly T[] {
    const value = this.json(key);
    if (value === undefined) return fallback;
    if (!Array.isArray(value) || !value.every(isObject)) {
      this.problem(key, "a list of objects");
      return fallback;
    }
    return value.map((item, index) => this.inside(`${key}[${index}]`, item, parse));
  }

  /** A list of objects of one field; a text `a` stands for `{ a: true }`. Absent: undefined. */
  named<T>(key: string, parse: (reader: ConfigReader) => T | undefined): readonly T[] | undefined {
    const value = this.json(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string" || isObject(item))) {
      this.problem(key, "a list of names, or of objects of one name each");
      return undefined;
    }
    return value.flatMap(
      (item, index) => this.inside(`${key}[${index}]`, typeof item === "string" ? { [item]: true } : item, parse) ?? [],
    );
  }

  /** A feature: absent or false is off, true is on with its defaults, an object is on with its settings. */
  feature<T>(key: string, parse: (reader: ConfigReader) => T): T | undefined {
    const value = this.json(key);
    if (value === undefined || value === false) return undefined;
    if (value === true) return this.inside(key, {}, parse);
    if (isObject(value)) return this.inside(key, value, parse);
    this.problem(key, "true, false or an object of settings");
    return undefined;
  }

  /** Reports every key that was not read: a misspelt setting would otherwise fall back to its default unnoticed. */
  reportUnknown(): void {
    for (const key of Object.keys(this.values)) {
      if (!this.known.has(key)) this.problems.push(`${this.path}${key}: unknown setting`);
    }
  }

  private one(key: string, setting: Setting): pulumi.Input<number | string | boolean> | undefined {
    switch (setting.kind) {
      case "integer":
        return this.integer(key, setting);
      case "number":
        return this.number(key, setting);
      case "flag":
        return this.flag(key, setting.fallback);
      case "choice":
        return this.choice(key, setting.choices, setting.fallback);
      case "text":
        return setting.output
          ? this.textInput(key, setting.pattern, setting.expected)
          : this.text(key, setting.fallback, setting.pattern, setting.expected);
    }
  }

  private inside<T>(name: string, values: Record<string, unknown>, parse: (reader: ConfigReader) => T): T {
    const reader = new ConfigReader(values, `${this.path}${name}.`);
    const parsed = parse(reader);
    reader.reportUnknown();
    this.problems.push(...reader.problems);
    return parsed;
  }

  private json(key: string): unknown {
    const value = this.raw(key);
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
}

/** The value of an output where it is text that matches. @throws RunError CONFIG_INVALID where it is not */
export function matchingText(known: unknown, at: string, pattern: RegExp, expected: string): string {
  if (typeof known === "string" && pattern.test(known)) return known;
  throw new pulumi.RunError(`CONFIG_INVALID: ${at}: expected ${expected}, got ${JSON.stringify(known)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Output.isInstance(value);
}
