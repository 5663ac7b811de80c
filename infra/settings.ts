import type { Input } from "@pulumi/pulumi";
import type { Range } from "../handlers/contract";

/** What every setting is described with. */
interface Described {
  /** A sentence for the documentation, as Markdown. */
  readonly meaning: string;
  /** Unit, or what the text is: `MB`, `days`, `key prefix`. */
  readonly unit?: string;
}

type NumberSetting = Described & Range & { readonly kind: "integer" | "number"; readonly fallback?: number };
type FlagSetting = Described & { readonly kind: "flag"; readonly fallback: boolean };
type ChoiceSetting = Described & {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly fallback: string;
};
/** Text that matches `pattern`, which `expected` says in words. */
type TextSetting = Described & {
  readonly kind: "text";
  readonly pattern: RegExp;
  readonly expected: string;
  readonly fallback?: string;
  /** Whether an output of another resource is taken as well, whose value is checked when it is known. Default false. */
  readonly output?: true;
};

/** A setting: how its value is read, and what the documentation says of it. */
export type Setting = NumberSetting | FlagSetting | ChoiceSetting | TextSetting;

/** Settings by their keys. */
export type Settings = Readonly<Record<string, Setting>>;

type ValueOf<S extends Setting> = S extends ChoiceSetting
  ? S["choices"][number]
  : S extends FlagSetting
    ? boolean
    : | (S extends NumberSetting ? number : S extends { readonly output: true } ? Input<string> : string)
      | (S extends { readonly fallback: number | string } ? never : undefined);

/** The values of settings. */
export type ValuesOf<S extends Settings> = { readonly [Key in keyof S]: ValueOf<S[Key]> };
