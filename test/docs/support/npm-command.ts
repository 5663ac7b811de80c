import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { PROJECT_DIR } from "../../support/cli";

/** What npm does by itself, without a script of ours. */
const npmItself = ["ci", "install", "audit", "pack"];

/** A script of a package with its arguments. */
export interface ScriptCall {
  readonly name: string;
  /** Folder of its package. */
  readonly folder: string;
  /** Absent: the package has no such script. */
  readonly script?: string;
  readonly args: readonly string[];
}

/** A command of a page with something in place of its placeholders: `<12 digits>`, `<bucket>`. */
export const filledIn = (command: string): string =>
  command.replace(/<([\w ./-]+)>/g, (_, name: string) =>
    /^\d+ digits$/.test(name) ? "123456789012" : name.replace(/\W/g, "-"),
  );

/** Words of a command, without their quotes. */
export const wordsOf = (command: string): string[] =>
  [...filledIn(command).matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, plain]) => one ?? two ?? plain ?? "");

/** What `npm run`, `npm start` and `npm test` call; undefined for other commands, and for what npm does by itself. */
export function scriptCall(command: string, page: string): ScriptCall | undefined {
  const [npm, ...words] = wordsOf(command);
  if (npm !== "npm") return undefined;
  const end = words.indexOf("--");
  const [before, args] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end + 1)];
  const at = before.findIndex((word) => word === "-w" || word === "--workspace");
  const workspace = at < 0 ? (page.startsWith("policy/") ? "policy" : ".") : (before[at + 1] ?? ".");
  const names = before.filter((word, i) => !word.startsWith("-") && (at < 0 || i !== at + 1) && word !== "run");
  const [name = ""] = names;
  if (npmItself.includes(name)) return undefined;
  const folder = path.join(PROJECT_DIR, workspace);
  const { scripts } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return { name, folder, ...(scripts[name] !== undefined && { script: scripts[name] }), args };
}

/** Files that `npx mocha` and `npx tsx` are told to run and that do not exist. */
export function missingFiles(command: string): string[] {
  const [npx, program = "", ...words] = wordsOf(command.replace(/^\w+=\S+ /, ""));
  if (npx !== "npx" || !["mocha", "tsx"].includes(program)) return [];
  return words
    .filter((word) => /\.(json|ts)$/.test(word))
    .map((word) => word.replace(/\/\*\*.*$/, ""))
    .filter((file) => !existsSync(path.join(PROJECT_DIR, file)));
}
