import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeAwsProvider } from "../../../packages/local-pulumi/src/aws-provider";
import { serveProvider, type ProviderServer } from "../../../packages/local-pulumi/src/provider-server";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import { LANGUAGE_HOST_DIR, PROJECT_DIR, pulumiCli } from "./cli";
import { ProjectCopy } from "./project-copy";
import type { WorkflowJob, WorkflowStep } from "./workflow";

/** Longest that one step may take, ms. */
const STEP_TIMEOUT_MS = 900_000;

/** How a step ended. */
export interface StepResult {
  readonly command: string;
  readonly code: number;
  /** What it printed, warnings included. */
  readonly output: string;
  /** Of that, what it wrote to stdout. */
  readonly stdout: string;
}

/** Keys of the role that a job assumes, by the role's ARN. */
export type RoleKeys = (roleArn: string) => {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/**
 * A machine that runs one job: a fresh checkout, an empty home, no terminal, and nothing of the jobs before it.
 *
 * What the steps with `uses` do is done here: the checkout, Node.js on PATH, keys of the role. Of the steps with `run`,
 * `npm ci` is left out: `node_modules` is a link to that of the checkout under test. All others run as they stand.
 */
export class Runner {
  private readonly home = mkdtempSync(path.join(tmpdir(), "image-pipeline-runner-"));
  private env: NodeJS.ProcessEnv;

  private constructor(
    readonly project: ProjectCopy,
    private readonly server: ProviderServer,
    private readonly roleKeys: RoleKeys,
  ) {
    const { PATH = "" } = process.env;
    this.env = {
      CI: "true",
      HOME: this.home,
      PATH: [path.dirname(process.execPath), PATH, LANGUAGE_HOST_DIR].join(path.delimiter),
      PULUMI_DEBUG_PROVIDERS: `aws:${server.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }

  static async start(cloud: Cloud, roleKeys: RoleKeys): Promise<Runner> {
    const project = new ProjectCopy();
    symlinkSync(path.join(PROJECT_DIR, "policy"), path.join(project.dir, "policy"), "dir");
    const runner = new Runner(project, await serveProvider(makeAwsProvider(cloud, project.dir)), roleKeys);
    await runner.provideCli();
    return runner;
  }

  /** What the steps have written to the run's page. */
  get summary(): string {
    return readFileSync(this.summaryFile, "utf8");
  }

  private get summaryFile(): string {
    return path.join(this.home, "summary.md");
  }

  /** Runs a job's steps until one fails, and after it those that run always. */
  async run(job: WorkflowJob, more: NodeJS.ProcessEnv = {}): Promise<StepResult[]> {
    this.env = { ...this.env, ...job.env, ...more };
    const results: StepResult[] = [];
    let failed = false;
    for (const step of job.steps) {
      if (failed && step.if !== "always()") continue;
      if (step.uses !== undefined) this.use(step);
      if (step.run === undefined || step.run === "npm ci") continue;
      const result = await this.command(step.run, step.env);
      results.push(result);
      failed ||= result.code !== 0;
    }
    return results;
  }

  /** A command in the checkout, as a step would run it. */
  async command(command: string, more: NodeJS.ProcessEnv = {}): Promise<StepResult> {
    const child = spawn("bash", ["-e", "-c", command], {
      cwd: this.project.dir,
      env: { ...this.env, ...more, GITHUB_STEP_SUMMARY: this.summaryFile },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: STEP_TIMEOUT_MS,
    });
    let [output, stdout] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => ((output += chunk), (stdout += chunk)));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exit) => resolve(exit ?? 128));
    });
    return { command, code, output, stdout };
  }

  async close(): Promise<void> {
    await this.server.close();
    this.project.remove();
    rmSync(this.home, { recursive: true, force: true });
  }

  private use({ uses = "", with: input = {} }: WorkflowStep): void {
    const [action = ""] = uses.split("@");
    if (action === "aws-actions/configure-aws-credentials") {
      const keys = this.roleKeys(input["role-to-assume"] ?? "");
      this.env = {
        ...this.env,
        AWS_REGION: input["aws-region"],
        AWS_DEFAULT_REGION: input["aws-region"],
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        ...(keys.sessionToken !== undefined && { AWS_SESSION_TOKEN: keys.sessionToken }),
      };
    } else if (!["actions/checkout", "actions/setup-node", "actions/cache"].includes(action)) {
      throw new Error(`the tests do not know what the action ${uses} does: say it here`);
    }
  }

  /** The CLI where the launcher of the npm package looks before it downloads one. */
  private async provideCli(): Promise<void> {
    const manifest = readFileSync(path.join(PROJECT_DIR, "node_modules/pulumi/package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const folder = path.join(this.home, ".pulumi/versions", version, "bin");
    mkdirSync(folder, { recursive: true });
    symlinkSync(await pulumiCli(), path.join(folder, "pulumi"));
  }
}
