import type { ConfigReader } from "../config-reader";

/**
 * Reads `suffixes` of the stack, or of a route. S3 refuses a notification whose filters overlap: no suffix may end with
 * another one.
 *
 * @param fallback those that apply where none are stated
 */
export function readSuffixes(reader: ConfigReader, fallback: readonly string[]): readonly string[] {
  const suffixes = reader.texts("suffixes", fallback);
  suffixes.forEach((suffix, index) => {
    if (suffix === "") reader.problem("suffixes", "no empty text (an empty list means all keys)", suffix);
    const other = suffixes.find((text, at) => at !== index && text.endsWith(suffix) && (text !== suffix || at > index));
    if (suffix !== "" && other !== undefined) {
      reader.problem("suffixes", "filters that do not overlap", [suffix, other]);
    }
  });
  return suffixes;
}
