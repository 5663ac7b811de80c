import { EngineError } from "./errors";
import type { EngineEvent } from "./events";

/** Prefix of a program's message about its configuration. */
const configurationFault = /^CONFIG_INVALID: /;

/** The error messages that a program logs before it fails. */
export class ProgramErrors {
  private readonly messages: string[] = [];

  /** @returns true if the event need not be shown, because the failure has the whole message */
  take(event: EngineEvent): boolean {
    if (event.kind !== "diagnostic" || event.severity !== "error") return false;
    this.messages.push(event.message);
    return configurationFault.test(event.message);
  }

  /** Why the program ended with `code`: EngineError CONFIG_INVALID or PROGRAM_FAILED; undefined if it succeeded. */
  failure(code: number): EngineError | undefined {
    if (code === 0) return undefined;
    const fault = this.messages.find((message) => configurationFault.test(message));
    if (fault !== undefined) return new EngineError("CONFIG_INVALID", fault.replace(configurationFault, "").trimEnd());
    const [first] = this.messages;
    const why = first === undefined ? "" : `: ${withoutStack(first)}`;
    return new EngineError("PROGRAM_FAILED", `the program ended with exit code ${code}${why}`);
  }
}

/** The error without its stack trace and without Pulumi's introduction. */
function withoutStack(message: string): string {
  const lines = message.split("\n").filter((line) => !/^\s*at /.test(line));
  return lines
    .filter((line) => !/^Running program .* failed with an unhandled exception:$/.test(line))
    .join("\n")
    .trim();
}
