import { EngineError, type EngineErrorCode } from "@image-pipeline/local-pulumi";
import { PolicyPackError } from "@image-pipeline/local-pulumi/policy-host";
import { oneLine } from "@image-pipeline/local-pulumi/terminal";

/** Exit codes of every command. `--help` lists them, so that scripts can rely on them. */
export const exitCodes = {
  ok: 0,
  /** An image was refused or failed, a policy is violated, the program or a resource failed. */
  failed: 1,
  /** The command, a file or the configuration is invalid. */
  usage: 2,
  /** Not possible on this machine: the port is taken, the disk is full, a folder is not writable. */
  machine: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** Stable codes of the command line's own errors, beside those of the engine and of policy packs. */
export type CliErrorCode =
  | "INTERRUPTED"
  | "INPUT_UNREADABLE"
  | "NO_IMAGES"
  | "OUT_IS_INPUT"
  | "OUT_NOT_WRITABLE"
  | "DATA_NOT_WRITABLE"
  | "DATA_IN_USE"
  | "DATA_FORMAT_UNKNOWN"
  | "PORT_TAKEN"
  | "DISK_FULL"
  | "POLICY_MISSING"
  | "POLICY_TOO_LARGE"
  | "STACK_OUTPUT_MISSING"
  | "STACK_NOT_SERVED"
  | "OUTPUTS_UNREADABLE"
  | "PULUMI_FAILED"
  | "VARIANT_UNKNOWN"
  | "OPTION_INVALID"
  | "NOTHING_TO_RESUME"
  | "IMAGE_UNKNOWN"
  | "PRICES_UNKNOWN"
  | "COST_UNMEASURED"
  | "ROLLBACK_INCOMPLETE"
  | "AWS_REFUSED"
  | "AWS_UNREACHABLE";

/** An error that is printed as one line; file names in the message are made safe to print. */
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

/** Errors of the operating system by their code, wherever they occur. */
const systemErrors: Readonly<Record<string, (error: NodeJS.ErrnoException) => CliError>> = {
  EADDRINUSE: ({ message }) =>
    new CliError(
      "PORT_TAKEN",
      `port ${/:(\d+)$/.exec(message)?.[1] ?? ""} is taken: choose another with --port`,
      exitCodes.machine,
    ),
  EBUSY: ({ message }) =>
    new CliError("DATA_IN_USE", `${message}: choose another folder with --data`, exitCodes.machine),
  EFORMAT: ({ message }) =>
    new CliError("DATA_FORMAT_UNKNOWN", `${message}: update the program, or choose another folder with --data`),
  ENOSPC: ({ path }) => diskFull(path),
};

/** @param file that was being written */
export function diskFull(file: string | undefined): CliError {
  const where = file === undefined ? "" : ` for ${file}`;
  return new CliError("DISK_FULL", `no space left on the disk${where}: free some space`, exitCodes.machine);
}

/** The line and the exit code of an expected error; undefined for any other. */
export function explain(error: unknown): { code: string; message: string; exitCode: number } | undefined {
  if (error instanceof CliError) return { code: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof PolicyPackError) return { code: error.code, message: error.message, exitCode: exitCodes.usage };
  if (error instanceof EngineError) {
    // A resource may have failed because of this machine.
    const systemCause = systemError(error.cause);
    if (systemCause !== undefined) return explain(systemCause);
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
