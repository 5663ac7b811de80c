import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LANGUAGE_HOST_DIR, PROJECT_DIR, pulumiCli } from "./cli";
import { readEngineRun, type EngineRun } from "./engine-events";
import { recordCommand } from "./report";

/** Longest that one command may take, ms: against hanging only, on a busy machine everything takes its time. */
const COMMAND_TIMEOUT_MS = 600_000;

/** How a command ended. */
export interface CommandResult extends EngineRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of one command. */
export interface CommandOptions {
  /** Ends the command as Ctrl-C does, as soon as this is aborted. */
  readonly interrupt?: AbortSignal;
  /** Where the `aws` provider listens. Default: that of all commands. */
  readonly providerPort?: number;
}

/**
 * The Pulumi CLI with a backend of its own: state in a temporary folder, nothing from the network, nothing of the
 * user's.
 */
export class Pulumi {
  private readonly home = mkdtempSync(path.join(tmpdir(), "image-pipeline-pulumi-"));
  private readonly env: NodeJS.ProcessEnv;
  private commands = 0;

  /**
   * @param cwd folder of the project
   * @param scenario what the commands belong to in the report
   * @param providerPort where the `aws` provider listens
   * @param nodeDir folder of the `node` that runs programs and policy packs. Default: that of this repository
   */
  constructor(
    private readonly cwd: string,
    private readonly scenario: string,
    providerPort: number,
    nodeDir = path.join(PROJECT_DIR, "node_modules/.bin"),
  ) {
    const state = path.join(this.home, "state");
    mkdirSync(state);
    const { PATH = "", HOME = "", TMPDIR } = process.env;
    this.env = {
      HOME,
      ...(TMPDIR !== undefined && { TMPDIR }),
      PATH: [nodeDir, PATH, LANGUAGE_HOST_DIR].join(path.delimiter),
      PULUMI_HOME: this.home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "of no use to anybody",
      PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // What Node.js has compiled of the SDK is kept for the next command.
      NODE_COMPILE_CACHE: path.join(PROJECT_DIR, "node_modules/.cache/image-pipeline/engine-tests"),
      // `npm run check` checks the types.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }

  /** `pulumi stack init`, which is nothing that a person watches. */
  async init(stack: string): Promise<void> {
    const { code, stderr } = await this.spawn(["stack", "init", stack, "--non-interactive"], {});
    if (code !== 0) throw new Error(`pulumi stack init ${stack}: ${stderr}`);
  }

  /** Runs a command on a stack, and puts it into the report. Never throws for an exit code. */
  async run(stack: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const log = path.join(this.home, `events-${++this.commands}.json`);
    const started = performance.now();
    const ended = await this.spawn(
      [...args, "--stack", stack, "--non-interactive", "--color", "never", "--event-log", log],
      options,
    );
    const result = { ...ended, ...readEngineRun(log) };
    recordCommand({
      scenario: this.scenario,
      command: `pulumi ${args.map((argument) => (path.isAbsolute(argument) ? path.basename(argument) : argument)).join(" ")}`,
      seconds: (performance.now() - started) / 1000,
      code: result.code,
      changes: result.changes,
      findings: result.findings.length,
    });
    return result;
  }

  /** `pulumi stack export`: the state as the backend keeps it. */
  async exportState(stack: string): Promise<ExportedState> {
    const { code, stdout, stderr } = await this.spawn(["stack", "export", "--stack", stack, "--show-secrets"], {});
    if (code !== 0) throw new Error(`pulumi stack export: ${stderr}`);
    return (JSON.parse(stdout) as { deployment: ExportedState }).deployment;
  }

  /** `pulumi stack output --json`. */
  async outputs(stack: string): Promise<Record<string, string>> {
    const { code, stdout, stderr } = await this.spawn(["stack", "output", "--json", "--stack", stack], {});
    if (code !== 0) throw new Error(`pulumi stack output: ${stderr}`);
    return JSON.parse(stdout) as Record<string, string>;
  }

  /** `pulumi package get-schema`: the schema that the plugin in a folder gives. */
  async packageSchema(folder: string): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.spawn(["package", "get-schema", folder], {});
    if (code !== 0) throw new Error(`pulumi package get-schema ${folder}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private async spawn(
    args: readonly string[],
    { interrupt, providerPort }: CommandOptions,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = spawn(await pulumiCli(), args, {
      cwd: this.cwd,
      env: { ...this.env, ...(providerPort !== undefined && { PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}` }) },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_TIMEOUT_MS,
    });
    const stop = () => void child.kill("SIGINT");
    interrupt?.addEventListener("abort", stop, { once: true });
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exit, signal) => resolve(exit ?? (signal === null ? 1 : 128)));
    });
    interrupt?.removeEventListener("abort", stop);
    if (child.killed && interrupt?.aborted !== true)
      throw new Error(`pulumi ${args.join(" ")}: not at its end after ${COMMAND_TIMEOUT_MS / 1000} s\n${text.stdout}`);
    return { code, ...text };
  }
}

/** A resource in an exported state. */
interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly protect?: boolean;
  readonly provider?: string;
  readonly retainOnDelete?: boolean;
  readonly additionalSecretOutputs?: readonly string[];
}

/** What the backend keeps of a stack. */
export interface ExportedState {
  readonly resources?: readonly ExportedResource[];
  readonly pending_operations?: readonly unknown[];
}
