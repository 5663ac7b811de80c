import { symlinkSync, readFileSync } from "node:fs";
import path from "node:path";
import { roleName, type Actor } from "../../../commands/deployer-policy/policy-files";
import { startCloud, type Cloud } from "../../../packages/local-aws/src/cloud";
import { makeAwsProvider, type AwsProvider } from "../../../packages/local-pulumi/src/aws-provider";
import { serveProvider, type ProviderServer } from "../../../packages/local-pulumi/src/provider-server";
import { PROJECT_DIR } from "./cli";
import { keptPolicies, setUpAccount, type Policies } from "./deployer";
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

/** How a stack is started. */
interface StartOptions {
  /** Changes the provider that the deployer's commands see, to watch or delay what it is asked. */
  readonly wrap?: (provider: AwsProvider) => AwsProvider;
  /** The policies of who deploys and who previews. Default: those that the repository holds. */
  readonly policies?: Policies;
  /** A cloud that other stacks are in. Default: one of its own. */
  readonly cloud?: Cloud;
  /** Folder of the program. Default: this checkout. */
  readonly checkout?: string;
}

/**
 * A copy of the project, a cloud, and the real CLI attached to the provider of that cloud. Every command runs as a role
 * whose policy is enforced.
 */
export class StackUnderTest {
  private constructor(
    readonly scenario: Scenario,
    readonly cloud: Cloud,
    readonly project: ProjectCopy,
    readonly pulumi: Pulumi,
    private readonly servers: Readonly<Record<Actor, ProviderServer>>,
    private readonly ownsCloud: boolean,
  ) {}

  static async start(
    scenario: Scenario,
    { wrap = (same) => same, policies = keptPolicies(), cloud: shared, checkout }: StartOptions = {},
  ): Promise<StackUnderTest> {
    const cloud = shared ?? (await startCloud());
    if (shared === undefined) setUpAccount(cloud, policies);
    const project = new ProjectCopy(checkout);
    const serve = (actor: Actor, as = (same: AwsProvider) => same) =>
      serveProvider(as(makeAwsProvider(cloud, project.dir, roleName(actor))));
    const servers = { deployer: await serve("deployer", wrap), previewer: await serve("previewer") };
    symlinkSync(path.join(PROJECT_DIR, "policy"), path.join(project.dir, "policy"), "dir");
    project.configure(scenario.stack, scenario.config);
    const pulumi = new Pulumi(project.dir, scenario.name, servers.deployer.port);
    const stack = new StackUnderTest(scenario, cloud, project, pulumi, servers, shared === undefined);
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

  /** What `npm run preview:aws -- ARGS` runs, with the previewer's policy. */
  previewerScript(args: readonly string[] = []): Promise<CommandResult> {
    return this.script("preview:aws", args, { providerPort: this.servers.previewer.port });
  }

  /** `npm run deploy -- --yes --skip-preview`, with the previewer's policy. */
  deployAsPreviewer(): Promise<CommandResult> {
    return this.script("deploy", ["--yes", "--skip-preview"], { providerPort: this.servers.previewer.port });
  }

  /**
   * `npm run destroy -- --yes`, once the tags of keys count in conditions. It is the preview that refuses to destroy a
   * protected resource before anything is removed.
   */
  destroy(): Promise<CommandResult> {
    this.cloud.services.kms.settleTags();
    return this.script("destroy", ["--yes"]);
  }

  outputs(): Promise<Record<string, string>> {
    return this.pulumi.outputs(this.scenario.stack);
  }

  async close(): Promise<void> {
    for (const server of Object.values(this.servers)) await server.close();
    if (this.ownsCloud) await this.cloud.close();
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
