import { spawn } from "node:child_process";

/** Longest that one command may take, ms. */
const COMMAND_TIMEOUT_MS = 15 * 60_000;
/** Of what a command printed, the part that an answer keeps, characters. */
const KEPT_CHARS = 2000;

/** How a command ended. */
export interface CommandEnd {
  readonly code: number;
  /** The end of what it printed. */
  readonly output: string;
  readonly stdout: string;
}

/** A resource in the stack's state. */
export interface StateResource {
  readonly type: string;
  readonly urn: string;
  readonly id?: string;
  readonly custom: boolean;
}

/** The commands that people deploy with, on one stack. */
export interface Deployer {
  /** Runs an npm script of the project on the stack. */
  script(name: "deploy" | "preview:aws" | "destroy" | "redrive", args: readonly string[]): Promise<CommandEnd>;
  outputs(): Promise<Record<string, unknown>>;
  /** The resources that the state holds. */
  resources(): Promise<readonly StateResource[]>;
}

/** Deploys with the Pulumi CLI. */
export class PulumiDeployer implements Deployer {
  constructor(
    private readonly stack: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Selects the stack, and makes it where it does not exist. */
  select(secretsProvider: string | undefined): Promise<CommandEnd> {
    const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    return this.run("pulumi", ["stack", "select", this.stack, "--create", "--non-interactive", ...provider]);
  }

  script(name: "deploy" | "preview:aws" | "destroy" | "redrive", args: readonly string[]): Promise<CommandEnd> {
    return this.run("npm", ["run", "--silent", name, "--", "--stack", this.stack, ...args]);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", this.stack];
    return JSON.parse((await this.expectSuccess("pulumi", args)).stdout) as Record<string, unknown>;
  }

  /** A value of the stack's configuration; undefined where it has none. */
  async config(key: string): Promise<string | undefined> {
    const { code, stdout } = await this.run("pulumi", ["config", "get", key, "--stack", this.stack]);
    return code === 0 ? stdout.trim() : undefined;
  }

  async resources(): Promise<readonly StateResource[]> {
    const { stdout } = await this.expectSuccess("pulumi", ["stack", "export", "--stack", this.stack]);
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
    return deployment.resources ?? [];
  }

  private async expectSuccess(program: string, args: readonly string[]): Promise<CommandEnd> {
    const end = await this.run(program, args);
    if (end.code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${end.code}: ${end.output}`);
    return end;
  }

  private async run(program: string, args: readonly string[]): Promise<CommandEnd> {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_TIMEOUT_MS,
      signal: this.signal,
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => ((stdout += chunk), (output += chunk)));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exit) => resolve(exit ?? 1));
    });
    return { code, stdout, output: output.slice(-KEPT_CHARS) };
  }
}
