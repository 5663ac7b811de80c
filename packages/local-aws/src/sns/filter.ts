/** Attributes of a published message. */
export type SnsMessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string }>
>;

type Matcher =
  | string
  | number
  | { readonly prefix?: string; readonly "anything-but"?: readonly string[]; readonly exists?: boolean };

function matches(matcher: Matcher, value: string | undefined): boolean {
  if (typeof matcher !== "object") return value === String(matcher);
  if (matcher.exists !== undefined) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  if (matcher.prefix !== undefined) return value.startsWith(matcher.prefix);
  return matcher["anything-but"]?.includes(value) === false;
}

/** Whether a message passes a filter policy: every attribute that the policy names must match one of its values. */
export function filterMatches(policy: string | undefined, attributes: SnsMessageAttributes): boolean {
  if (policy === undefined || policy === "") return true;
  const rules = JSON.parse(policy) as Record<string, readonly Matcher[]>;
  return Object.entries(rules).every(([name, matchers]) =>
    matchers.some((matcher) => matches(matcher, attributes[name]?.StringValue)),
  );
}
