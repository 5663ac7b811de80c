/**
 * Reasons for which a picture is refused for good. Trying again changes nothing, so the refusal is recorded and
 * the event counts as done. Everything that carries none of these codes is thrown, retried, and in the end kept in
 * the dead-letter queue.
 */
export const permanentReasons = [
  "NOT_AN_IMAGE",
  "IMAGE_TOO_LARGE",
  "IMAGE_CORRUPT",
  "FORMAT_UNSUPPORTED",
  "KEY_TOO_LONG",
  "SOURCE_GONE",
  "SUPERSEDED",
] as const;

export type RefusalReason = (typeof permanentReasons)[number];

/** An error with a code and a sentence. Made by a function: a class would lose its message when it is captured. */
export function refusal(code: RefusalReason, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The permanent reason that an error carries, or undefined when it is worth another try. */
export function refusalReason(error: unknown): RefusalReason | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return permanentReasons.find((reason) => reason === code);
}
