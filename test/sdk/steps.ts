import { join } from "node:path";

import type { ProjectCopy } from "./project-copy";
import { runCommand, type CommandResult } from "./run-command";
import type { Versions } from "./versions";

/** What a step works on. */
export interface StepContext {
  readonly copy: ProjectCopy;
  readonly versions: Versions;
  readonly signal: AbortSignal;
  /** What `npm run artifacts` printed with the versions before, by which those that follow are measured. */
  readonly reference: { artifacts?: string };
}

/** A column of the table: resolves with what was wrong, undefined if nothing was. */
export interface Step {
  readonly name: string;
  readonly run: (context: StepContext) => Promise<string | undefined>;
  /** `npm test` runs the same with the pinned versions. */
  readonly inNpmTest?: true;
}

const INSTALL_TIMEOUT_MS = 600_000;
const COMMAND_TIMEOUT_MS = 240_000;
const TESTS_TIMEOUT_MS = 600_000;

/** Each needs the first; apart from that they stand on their own. */
export const STEPS: readonly Step[] = [
  { name: "install", run: install },
  {
    name: "start",
    run: (context) => npmRun(context, ["start", "--", "--json", "--out", join(context.copy.dir, "out")]),
  },
  { name: "preview", run: (context) => npmRun(context, ["preview"]) },
  { name: "artifacts", run: artifacts },
  {
    name: "infra tests",
    // What an older SDK can change in a program shows in some combinations of switches as in all.
    run: (context) => mocha(context, "--ignore", "test/infra/combinations.test.ts", "test/infra/**/*.test.ts"),
    inNpmTest: true,
  },
  {
    name: "policy tests",
    // What an older SDK can change is what the pack gets to see and how it is run; a rule judges that as plain data.
    run: (context) =>
      mocha(
        context,
        "policy/test/*.test.ts",
        "policy/test/{core,program,testing}/**/*.test.ts",
        "policy/test/iam/document-locations.test.ts",
        "policy/test/rules/remediation.test.ts",
        "test/policy/{mutants,preview,provider-inputs}.test.ts",
      ),
    inNpmTest: true,
  },
];

async function install({ copy, versions, signal }: StepContext): Promise<string | undefined> {
  copy.pin(versions);
  // The lock file has no addresses, so npm looks up every package: in its cache first, which `npm ci` has filled.
  const result = await runCommand(["npm", "install", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: copy.dir,
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal,
  });
  if (!result.ok) return result.output;
  const problems = copy.problems(versions);
  return problems.length === 0 ? undefined : problems.join("\n");
}

/** The same bytes with every version of the SDK, with the shortcuts into it and without. */
async function artifacts(context: StepContext): Promise<string | undefined> {
  const { reference } = context;
  for (const shortcuts of ["1", "0"]) {
    const result = await script(context, ["artifacts", "--", "--json"], { LOCAL_PULUMI_SHORTCUTS: shortcuts });
    if (!result.ok) return result.output;
    reference.artifacts ??= result.stdout;
    if (result.stdout !== reference.artifacts) {
      return `with LOCAL_PULUMI_SHORTCUTS=${shortcuts}: expected\n${reference.artifacts}\ngot\n${result.stdout}`;
    }
  }
  return undefined;
}

async function npmRun(context: StepContext, args: readonly string[]): Promise<string | undefined> {
  const { ok, output } = await script(context, args);
  return ok ? undefined : output;
}

function script(
  { copy, signal }: StepContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return runCommand(["npm", "run", "--silent", ...args], { cwd: copy.dir, timeoutMs: COMMAND_TIMEOUT_MS, signal, env });
}

async function mocha({ copy, signal }: StepContext, ...args: string[]): Promise<string | undefined> {
  const { ok, output } = await runCommand(
    ["npx", "--no-install", "mocha", "--parallel", "--reporter", "dot", ...args],
    {
      cwd: copy.dir,
      timeoutMs: TESTS_TIMEOUT_MS,
      signal,
    },
  );
  return ok ? undefined : output;
}
