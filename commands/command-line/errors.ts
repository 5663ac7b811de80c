import { EngineError, type EngineErrorCode } from "@image-pipeline/local-pulumi";
import { PolicyPackError } from "@image-pipeline/local-pulumi/policy-host";
import { oneLine } from "@image-pipeline/local-pulumi/terminal";

/** How a command ends. Shown by `--help`, so that scripts can rely on it. */
export const exitCodes = {
  ok: 0,
  /** A picture failed or was refused, a policy was violated, the program or a resource failed. */
  failed: 1,
  /** The command, a file or the configuration is not usable. */
  usage: 2,
  /** This machine does not let it: a taken port, a full disk, a folder that cannot be written. */
  machine: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** Stable names of what a command can say it failed of, beside those of the engine and of policy packs. */
export type CliErrorCode =
  | "INTERRUPTED"
  | "INPUT_UNREADABLE"
  | "NO_PICTURES"
  | "OUT_IS_INPUT"
  | "OUT_NOT_WRITABLE"
  | "DATA_NOT_WRITABLE"
  | "DATA_IN_USE"
  | "PORT_TAKEN"
  | "DISK_FULL"
  | "STACK_OUTPUT_MISSING";

/** An error that one line tells completely, whatever is in the names of files that it speaks of. */
export class CliError extends Error {
  constructor(
    readonly code: CliErrorCode,
    message: string,
    readonly exitCode: number = exitCodes.usage,
  ) {
    super(oneLine(message));
    this.name = "CliError";
  }
}

const usageCodes: readonly EngineErrorCode[] = [
  "PROJECT_NOT_FOUND",
  "PROJECT_INVALID",
  "STACK_NOT_FOUND",
  "CONFIG_INVALID",
  "CONFIG_SECRET",
  "STATE_INVALID",
];

/** What the system calls what went wrong, and how it is said. */
const systemErrors: Readonly<Record<string, (error: NodeJS.ErrnoException) => CliError>> = {
  EADDRINUSE: ({ message }) =>
    new CliError(
      "PORT_TAKEN",
      `port ${/:(\d+)$/.exec(message)?.[1] ?? ""} is taken: choose another with --port`,
      exitCodes.machine,
    ),
  EBUSY: ({ message }) => new CliError("DATA_IN_USE", `${message}: choose another with --data`, exitCodes.machine),
  ENOSPC: ({ path }) =>
    new CliError(
      "DISK_FULL",
      `no space left on the disk${path === undefined ? "" : ` for ${path}`}`,
      exitCodes.machine,
    ),
};

/** The line and the exit code for anything that was thrown; undefined if it is nothing that was foreseen. */
export function explain(error: unknown): { code: string; message: string; exitCode: number } | undefined {
  if (error instanceof CliError) return { code: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof PolicyPackError) return { code: error.code, message: error.message, exitCode: exitCodes.usage };
  if (error instanceof EngineError) {
    // A resource that could not be made because of this machine is this machine's fault.
    const machines = systemError(error.cause);
    if (machines !== undefined) return explain(machines);
    return {
      code: error.code,
      message: error.message,
      exitCode: usageCodes.includes(error.code) ? exitCodes.usage : exitCodes.failed,
    };
  }
  const system = systemError(error);
  return system && explain(system);
}

function systemError(error: unknown): CliError | undefined {
  return isSystemError(error) ? systemErrors[error.code ?? ""]?.(error) : undefined;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
