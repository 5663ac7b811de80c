import { symlinkSync, readFileSync } from "node:fs";
import path from "node:path";
import { startCloud, type Cloud } from "../../../packages/local-aws/src/cloud";
import { makeAwsProvider, type AwsProvider } from "../../../packages/local-pulumi/src/aws-provider";
import { serveProvider, type ProviderServer } from "../../../packages/local-pulumi/src/provider-server";
import { PROJECT_DIR } from "./cli";
import { ProjectCopy, type ConfigValues } from "./project-copy";
import { Pulumi, type CommandOptions, type CommandResult } from "./pulumi";

/** The three commands that people run, by the name of their npm script. */
export type DeployScript = "deploy" | "destroy" | "preview:aws";

/** What a scenario is about. */
export interface Scenario {
  /** What the report calls it. */
  readonly name: string;
  readonly stack: string;
  /** Values over those of `Pulumi.STACK.yaml`. */
  readonly config: ConfigValues;
}

/** A copy of the project, an empty cloud, and the real CLI attached to the provider of that cloud. */
export class StackUnderTest {
  private constructor(
    readonly scenario: Scenario,
    readonly cloud: Cloud,
    readonly project: ProjectCopy,
    readonly pulumi: Pulumi,
    private readonly server: ProviderServer,
  ) {}

  /** @param wrap changes the provider that the CLI sees, to watch or delay what it is asked */
  static async start(
    scenario: Scenario,
    wrap: (provider: AwsProvider) => AwsProvider = (same) => same,
  ): Promise<StackUnderTest> {
    const cloud = await startCloud();
    const project = new ProjectCopy();
    const server = await serveProvider(wrap(makeAwsProvider(cloud, project.dir)));
    symlinkSync(path.join(PROJECT_DIR, "policy"), path.join(project.dir, "policy"), "dir");
    project.configure(scenario.stack, scenario.config);
    const pulumi = new Pulumi(project.dir, scenario.name, server.port);
    const stack = new StackUnderTest(scenario, cloud, project, pulumi, server);
    try {
      await pulumi.init(scenario.stack);
      return stack;
    } catch (error) {
      await stack.close();
      throw error;
    }
  }

  /** What `npm run SCRIPT -- ARGS` runs, word by word as package.json has it. */
  script(script: DeployScript, args: readonly string[] = [], options?: CommandOptions): Promise<CommandResult> {
    return this.command([...scriptArguments(script), ...args], options);
  }

  /** `pulumi ARGS` on this stack. */
  command(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.pulumi.run(this.scenario.stack, args, options);
  }

  outputs(): Promise<Record<string, string>> {
    return this.pulumi.outputs(this.scenario.stack);
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.cloud.close();
    this.pulumi.remove();
    this.project.remove();
  }
}

/** The arguments that an npm script gives to `pulumi`. @throws if it is not one plain command of it */
function scriptArguments(script: DeployScript): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_DIR, "package.json"), "utf8")) as {
    scripts: Record<string, string | undefined>;
  };
  const [program, ...args] = (scripts[script] ?? "").split(" ");
  if (program !== "pulumi" || args.some((word) => /["'$|&;<>]/.test(word))) {
    throw new Error(`npm script "${script}" is not one plain pulumi command: ${scripts[script] ?? "missing"}`);
  }
  return args;
}
