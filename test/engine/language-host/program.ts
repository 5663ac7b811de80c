import { createRequire } from "node:module";
import path from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { shortLived } from "../../../packages/local-pulumi/src/loaders/node-flags";
import type { Children } from "./children";

/** The program logged what was wrong itself; the engine must not add a message of its own. See `cmd/run` in the SDK. */
const EXIT_AFTER_LOGGED_ERROR = 32;

/** What the engine is told when a program has ended. `bail`: stop without a further message. */
export interface ProgramOutcome {
  readonly error: string;
  readonly bail: boolean;
}

/** Runs a Pulumi program with the runner of the SDK that the program itself has installed, until it exits. */
export function runProgram(request: RunRequest, engineAddress: string, children: Children): Promise<ProgramOutcome> {
  const info = request.getInfo();
  const programFolder = info?.getProgramDirectory() ?? request.getPwd();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const args = [
    ...shortLived,
    ...nodeArguments(options),
    sdkModule(programFolder, "@pulumi/pulumi/cmd/run"),
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engineAddress}`,
    `--organization=${request.getOrganization()}`,
    `--project=${request.getProject()}`,
    `--root-directory=${info?.getRootDirectory() ?? programFolder}`,
    `--stack=${request.getStack()}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    entryPoint(programFolder, info?.getEntryPoint() ?? request.getProgram()),
    ...request.getArgsList(),
  ];
  const child = children.node(args, {
    cwd: programFolder,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: options["typescript"] === false ? "false" : "true",
    },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve({ error: "", bail: false });
      else if (code === EXIT_AFTER_LOGGED_ERROR) resolve({ error: "", bail: true });
      else resolve({ error: `the program ended with ${signal ?? `exit code ${code ?? "none"}`}`, bail: false });
    });
  });
}

/** Path of a module of the SDK as the program in `folder` would resolve it. */
export function sdkModule(folder: string, name: string): string {
  return createRequire(path.join(folder, "package.json")).resolve(name);
}

/** `runtime.options.nodeargs` of Pulumi.yaml: arguments for Node itself, separated by spaces. */
export function nodeArguments(options: Record<string, unknown>): string[] {
  const given = options["nodeargs"];
  return typeof given === "string" ? given.split(/\s+/).filter((argument) => argument !== "") : [];
}

/** `.` (the default) means: what the program's package.json says; the runner resolves it. */
function entryPoint(folder: string, entry: string): string {
  return entry === "" || entry === "." ? "." : path.resolve(folder, entry);
}
