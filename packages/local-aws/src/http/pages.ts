/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined on the last one. */
  readonly nextToken: string | undefined;
}

/**
 * Cuts a list into pages.
 *
 * @param size items of a page; 0 stands for the default, as in AWS's APIs
 * @param invalid makes the error for a token that no earlier page has given
 */
export function pageOf<T>(
  list: readonly T[],
  { token, size = 0, byDefault }: { readonly token?: string; readonly size?: number; readonly byDefault: number },
  invalid: () => Error,
): Page<T> {
  const text = token === undefined ? "0" : Buffer.from(token, "base64url").toString();
  const from = Number(text);
  if (!/^\d+$/.test(text) || from > list.length) throw invalid();
  const to = from + (size === 0 ? byDefault : size);
  return {
    items: list.slice(from, to),
    nextToken: to < list.length ? Buffer.from(String(to)).toString("base64url") : undefined,
  };
}
