/** A string or a list of strings: JSON policies allow both everywhere. */
export type OneOrMany = string | readonly string[];

export type PrincipalSpec = "*" | Readonly<Record<string, OneOrMany>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalSpec;
  readonly NotPrincipal?: PrincipalSpec;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany | boolean | number>>>>;
}

/** A parsed policy document: its statements are always a list. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

/** A list of one or many values. */
export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

const compiled = new Map<string, RegExp>();

/** Whether `text` matches `pattern`: `*` stands for any characters, slashes included, and `?` for one. */
export function globMatches(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === "*") return true;
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, "[^]*")
      .replace(/\?/g, "[^]");
    regex = new RegExp(`^${source}$`, ignoreCase ? "iu" : "u");
    compiled.set(key, regex);
  }
  return regex.test(text);
}
