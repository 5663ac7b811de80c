import { refusalReasons, type RefusalReason } from "./contract/refusal-reasons";

/** A permanent answer with a reason. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** A sentence for people. */
  readonly message: string;
}

/** An error that refuses an image. Made by a function: a class would lose its message when it is captured. */
export function refusalError(code: RefusalReason, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The refusal that an error stands for; undefined for a failure, which is to be retried. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const reason = refusalReasons.find((known) => known === code);
  return reason && { reason, message: error instanceof Error ? error.message : reason };
}

/** Says that a file is larger than the stack accepts. */
export function sizeMessage(sizeBytes: number, maxInputBytes: number): string {
  return `The image has ${mebibytes(sizeBytes)}; at most ${mebibytes(maxInputBytes)} are accepted (maxInputMb).`;
}

/** Rounded up: a file just above the limit must not read like the limit. */
function mebibytes(bytes: number): string {
  return `${Math.ceil((bytes * 10) / 2 ** 20) / 10} MiB`;
}
