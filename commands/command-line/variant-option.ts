import { InvalidArgumentError, Option } from "commander";

import {
  variantFits,
  variantFormats,
  variantNamePattern,
  variantPositions,
  type Variant,
} from "../../handlers/contract";

/** A variant as the stack's configuration has it: what is absent takes the program's defaults. */
export type VariantSettings = Pick<Variant, "name" | "width" | "height"> &
  Partial<Pick<Variant, "fit" | "format" | "position" | "quality">>;

const SYNTAX = "NAME=WIDTHxHEIGHT[:FIT][:FORMAT][:POSITION][:qQUALITY]";

const isOneOf = <T extends string>(values: readonly T[], word: string): word is T =>
  (values as readonly string[]).includes(word);

/** What a word after the size says. @throws InvalidArgumentError for one that says nothing */
function settingOf(word: string): Partial<VariantSettings> {
  if (isOneOf(variantFits, word)) return { fit: word };
  if (isOneOf(variantFormats, word)) return { format: word };
  if (isOneOf(variantPositions, word)) return { position: word };
  const [, quality] = /^q(\d{1,3})$/.exec(word) ?? [];
  if (quality !== undefined) return { quality: Number(quality) };
  const words = [...variantFits, ...variantFormats, ...variantPositions].join(", ");
  throw new InvalidArgumentError(`Expected of "${word}" one of ${words}, or a quality as in q80.`);
}

/**
 * Reads a variant as it is written on a command line, such as `thumb=300x300:cover:webp:q80`. The program checks ranges
 * and what goes together.
 *
 * @throws InvalidArgumentError
 */
export function parseVariant(text: string): VariantSettings {
  const [, name = "", width, height, words = ""] = /^([^=]*)=(\d+)x(\d+)((?::[^:]+)*)$/.exec(text) ?? [];
  if (width === undefined || !variantNamePattern.test(name)) {
    throw new InvalidArgumentError(
      `Expected ${SYNTAX}, such as thumb=300x300:cover:webp, with a name of 1 to 32 letters, digits and underscores.`,
    );
  }
  const settings = words.split(":").slice(1).map(settingOf);
  const given = settings.flatMap((one) => Object.keys(one));
  const twice = given.find((key, i) => given.indexOf(key) < i);
  if (twice !== undefined) throw new InvalidArgumentError(`Expected one ${twice}; ${words.slice(1)} has two.`);
  return { name, width: Number(width), height: Number(height), ...Object.assign({}, ...settings) } as VariantSettings;
}

/** Option for variants in place of the stack's own; it may be given several times. */
export const variantOption = () =>
  new Option(
    "--variant <spec>",
    `result in place of the stack's variants, ${SYNTAX}; once for each, such as thumb=300x300:cover:webp`,
  ).argParser((text, earlier: readonly VariantSettings[] | undefined) => [...(earlier ?? []), parseVariant(text)]);
