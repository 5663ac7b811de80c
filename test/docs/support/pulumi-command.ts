import { scriptCall, wordsOf } from "./npm-command";

/**
 * What the pages use of the Pulumi CLI: its commands, with their options. `test/engine/documented-commands.engine.ts`
 * holds the table to the CLI.
 */
export const pulumiCommands: Readonly<Record<string, readonly string[]>> = {
  "config set": [],
  destroy: ["--stack"],
  login: ["--local"],
  new: [],
  "package add": [],
  preview: ["--policy-pack", "--policy-pack-config", "--stack", "--event-log", "--refresh"],
  "stack export": ["--stack", "--file"],
  "stack import": ["--stack", "--file"],
  "stack init": ["--secrets-provider"],
  "stack output": ["--json"],
  "state delete": [],
  up: ["--policy-pack", "--policy-pack-config", "--stack", "--replace"],
};

/** Words behind `pulumi` of a command that calls it, by itself, by npx or by a script; undefined: it does not. */
function pulumiWords(command: string, page: string): readonly string[] | undefined {
  const call = scriptCall(command, page);
  const words = call?.script === undefined ? wordsOf(command) : [...wordsOf(call.script), ...call.args];
  const [first, ...rest] = words[0] === "npx" ? words.slice(1) : words;
  return first === "pulumi" ? rest : undefined;
}

/** What of a command the Pulumi CLI would not take. Empty: all of it is right, or it does not call Pulumi. */
export function unknownToPulumi(command: string, page: string): string[] {
  const words = pulumiWords(command, page);
  if (words === undefined || words.length === 0) return [];
  const name = [2, 1].map((count) => words.slice(0, count).join(" ")).find((one) => Object.hasOwn(pulumiCommands, one));
  if (name === undefined) return [`pulumi ${words[0]}`];
  return words
    .filter((word) => /^-/.test(word) && !pulumiCommands[name]?.includes(word))
    .map((word) => `${name} ${word}`);
}

/** Whether a command calls the Pulumi CLI. */
export const callsPulumi = (command: string, page: string): boolean => pulumiWords(command, page) !== undefined;
