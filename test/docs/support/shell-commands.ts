import { blocks, inlineCode } from "./pages";

/** A command of a page. */
export interface PageCommand {
  readonly page: string;
  /** As it is written, without the comment behind it; lines that go on are joined. */
  readonly text: string;
}

/** What is installed before a command: a command of its own. */
const INSTALLED = /^(npm ci) && /;

/** Commands of a shell script, one each: a loop is one, and so is a line that goes on after a backslash. */
function commandsOf(script: string): string[] {
  const commands: string[] = [];
  let open: string[] = [];
  for (const line of script.replace(/\\\n\s*/g, "").split("\n")) {
    const text = line.replace(/\s+# .*$/, "").trimEnd();
    if (text === "") continue;
    open.push(text);
    if (/^(for|while|if)\b/.test(open[0] ?? "") && !/^(done|fi)$/.test(text)) continue;
    commands.push(...open.join("\n").split(INSTALLED).filter(Boolean));
    open = [];
  }
  if (open.length > 0) throw new Error(`a command has no end: ${open.join("\n")}`);
  return commands;
}

/** Every command of the shell scripts on the pages. */
export const scriptCommands: readonly PageCommand[] = blocks
  .filter(({ info }) => info === "sh")
  .flatMap(({ page, text }) => commandsOf(text).map((command) => ({ page, text: command })));

/** Every command that a page names in its text, or shows with its output. */
export const namedCommands: readonly PageCommand[] = [
  ...inlineCode
    .map(({ page, text }) => ({ page, text: text.replace(/^FAST_JIMP_WASM=\w+ /, "") }))
    .filter(({ text }) => /^(npm|npx|pulumi) [a-z]/.test(text)),
  ...blocks
    .filter(({ info }) => info === "text")
    .flatMap(({ page, text }) => [...text.matchAll(/^\$ (.+)$/gm)].map(([, shown = ""]) => ({ page, text: shown }))),
];
