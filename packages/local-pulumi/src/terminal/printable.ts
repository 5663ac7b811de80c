/** Longest text that {@link printable} leaves whole, in characters. */
const MAX_LENGTH = 300;

/**
 * A text from outside as one line that cannot do anything to a terminal: keys may hold escape sequences, line ends and
 * characters that turn the direction of writing. They are shown as `\u{1b}`.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(
      /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .trim();
}

/** The same for a text of any length: its beginning. */
export function printable(text: string): string {
  const line = oneLine(text);
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
