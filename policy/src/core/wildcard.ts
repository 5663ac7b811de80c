/**
 * The pattern language of IAM and of this pack's settings: `*` is any text, including `/` and `:`; `?` is any one
 * character; every other character is literal.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  return expressionOf(pattern).test(text);
}

/** As `matchesWildcard`, but not case-sensitive, like the names of IAM actions. */
export function matchesAnyCase(pattern: string, text: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), text.toLowerCase());
}

/** True where the pattern can match more than one text. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

const compiled = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, ".");
    expression = new RegExp(`^${source}$`, "s");
    compiled.set(pattern, expression);
  }
  return expression;
}
