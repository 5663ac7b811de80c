import { CliError, exitCodes } from "../command-line/errors";

interface ServiceError extends Error {
  readonly $fault?: "client" | "server";
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

/** Codes of the operating system for an address that nobody answers at. */
const unreachable: readonly (string | undefined)[] = ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH"];

/**
 * The error with which a command ends where AWS refuses a request for good: a missing permission, an expired session, a
 * resource that is not there. Undefined for what may pass, as throttling and errors of the service do: then the item
 * failed, and others may not.
 */
export function refusedByAws(error: unknown): CliError | undefined {
  if (error instanceof CliError) return error;
  if (!(error instanceof Error)) return undefined;
  if (unreachable.includes((error as NodeJS.ErrnoException).code)) {
    return new CliError(
      "AWS_UNREACHABLE",
      `${error.message}: is the stack still served, or the network down?`,
      exitCodes.failed,
    );
  }
  if (error.name === "CredentialsProviderError") return new CliError("AWS_REFUSED", error.message, exitCodes.usage);
  const { name, message, $fault, $metadata, $retryable } = error as ServiceError;
  const passes = $retryable !== undefined || $metadata?.httpStatusCode === 429 || /Thrott|TooMany|SlowDown/.test(name);
  if ($fault !== "client" || passes) return undefined;
  return new CliError("AWS_REFUSED", `${name}: ${message}`, exitCodes.failed);
}
