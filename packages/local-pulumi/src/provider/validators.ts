/** Why a value is refused, or undefined. */
type Test = (value: string) => string | undefined;

/** A text of `min` to `max` characters. */
export const length =
  (min: number, max: number): Test =>
  (value) =>
    value.length >= min && value.length <= max
      ? undefined
      : `expected ${min} to ${max} characters, got ${value.length}: "${value.slice(0, 80)}"`;

/** A text of a form that `words` describe. */
export const matching =
  (pattern: RegExp, words: string): Test =>
  (value) =>
    pattern.test(value) ? undefined : `expected ${words}, got "${value}"`;

/** The first refusal of several. */
export const all =
  (...tests: readonly Test[]): Test =>
  (value) =>
    tests.map((test) => test(value)).find((reason) => reason !== undefined);

/** Region and account may be empty, and some of AWS's own accounts have names. */
const ARN =
  /^arn:aws(-[a-z]+)*:[^:]+:([a-z]{2}(-[a-z]+)+-\d{1,2})?:(aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10})?:.+$/s;

/**
 * An ARN, or an empty text for none.
 *
 * Source: `ValidARN` in `internal/verify/validate.go` (02f97af8) of the Terraform provider.
 */
export const anArn: Test = (value) => (value === "" || ARN.test(value) ? undefined : `expected an ARN, got "${value}"`);

/** What the Terraform provider puts behind a prefix is this long: a time of 18 digits and a counter of 8. */
export const UNIQUE_SUFFIX_LENGTH = 26;
