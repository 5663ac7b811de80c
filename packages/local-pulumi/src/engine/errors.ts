/** Stable codes of what can fail while a stack is brought up. */
export type EngineErrorCode =
  | "PROJECT_NOT_FOUND"
  | "PROJECT_INVALID"
  | "STACK_NOT_FOUND"
  | "CONFIG_INVALID"
  | "CONFIG_SECRET"
  | "STATE_INVALID"
  | "PROGRAM_FAILED"
  | "RESOURCE_FAILED"
  | "RESOURCE_INVALID"
  | "UNSUPPORTED"
  | "PROTECTED"
  | "POLICY_VIOLATION";

/** An error with a message for people and a stable code for programs. */
export class EngineError extends Error {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "EngineError";
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
