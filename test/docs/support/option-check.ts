import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

import type { Command } from "commander";

import { PROJECT_DIR } from "../../support/cli";
import type { ScriptCall } from "./npm-command";

/** What a file of `commands/` exports. */
interface CommandFile {
  readonly command: () => Command;
}

/** No command has it: each stops at it, and does nothing, if it takes what stands before it. */
const UNKNOWN = "--no-such-option";

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Runs a script with arguments of which one makes it stop. @returns what it prints */
function printed({ folder, script = "" }: ScriptCall, args: readonly string[]): Promise<string> {
  const bin = path.join(PROJECT_DIR, "node_modules/.bin");
  const PATH = [bin, path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter);
  const line = [script, ...args.map(quoted)].join(" ");
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: "", PATH };
    execFile("bash", ["-c", line], { cwd: folder, env }, (_, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
}

/** What scripts print of their options, each asked once. */
const usages = new Map<string, Promise<string>>();

function usageOf(call: ScriptCall): Promise<string> {
  const key = `${call.folder} ${call.name}`;
  const usage = usages.get(key) ?? printed(call, ["--help"]);
  usages.set(key, usage);
  return usage;
}

const isOption = (word: string): boolean => /^--?[a-zA-Z]/.test(word);

/** What a command of `commands/cli.ts` does not take: it is asked without a process of its own. */
function unknownOption(name: string, args: readonly string[]): string | undefined {
  const { command } = createRequire(__filename)(`../../../commands/${name}`) as CommandFile;
  const known = command().options.flatMap(({ short, long }) => [short, long]);
  return args.find((word) => isOption(word) && !known.includes(word));
}

/** Two calls with the same one differ in values alone. */
export const optionsOf = ({ folder, name, args }: ScriptCall): string =>
  [folder, name, ...args.filter(isOption).sort()].join(" ");

/**
 * Asks a script whether it takes its arguments, without running what it does.
 *
 * @returns what it does not take; undefined: it takes all
 */
export async function refusedArguments(call: ScriptCall): Promise<string | undefined> {
  const [, name] = /commands\/cli\.ts ([\w-]+)$/.exec(call.script ?? "") ?? [];
  if (name !== undefined) return unknownOption(name, call.args);
  const usage = await usageOf(call);
  if (call.args.filter(isOption).every((option) => new RegExp(`(^|[^\\w-])${option}(?![\\w-])`, "m").test(usage)))
    return;
  const text = await printed(call, [...call.args, UNKNOWN]);
  const [, option] = /unknown option:? '?(--?[\w-]+)'?/i.exec(text) ?? [];
  return option === UNKNOWN ? undefined : (option ?? text);
}
