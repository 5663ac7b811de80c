/** Why a policy pack could not be used. Stable: scripts may test for it. */
export type PolicyPackErrorCode =
  | "POLICY_PACK_NOT_FOUND"
  | "POLICY_PACK_NOT_BUILT"
  | "POLICY_PACK_CRASHED"
  | "POLICY_PACK_TIMEOUT"
  | "POLICY_CONFIG_INVALID";

/** A policy pack that cannot be started or configured. */
export class PolicyPackError extends Error {
  constructor(
    readonly code: PolicyPackErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "PolicyPackError";
  }
}
