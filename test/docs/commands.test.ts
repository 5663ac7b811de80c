import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { expect } from "chai";

import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";
import { commandList, type Handling } from "./support/command-list";
import { filledIn, missingFiles, scriptCall } from "./support/npm-command";
import { optionsOf, refusedArguments } from "./support/option-check";
import { blocks } from "./support/pages";
import { callsPulumi, unknownToPulumi } from "./support/pulumi-command";
import { ServedWorkspace } from "./support/served-workspace";
import { namedCommands, scriptCommands, type PageCommand } from "./support/shell-commands";
import { Workspace } from "./support/workspace";

const handlingOf = ({ page, text }: PageCommand): Handling | undefined => commandList[page]?.[text];

/** Commands of the pages that are handled in one way, in the order of the pages. */
const commandsThat = <T extends Handling>(is: (handling: Handling) => handling is T) =>
  Object.entries(commandList).flatMap(([page, commands]) =>
    Object.entries(commands).flatMap(([text, handling]) => (is(handling) ? [{ page, text, handling }] : [])),
  );

const isAlone = (one: Handling): one is Extract<Handling, { run: "alone" }> => "run" in one && one.run === "alone";

const runsOn =
  (stack: "dev" | "prod") =>
  (one: Handling): one is Extract<Handling, { run: "dev" | "prod" }> =>
    "run" in one && one.run === stack;

const hasOptions = (args: readonly string[]) => args.some((word) => /^--?\w/.test(word));

/** Whether there is a curl that signs requests (7.75 and newer); without it those commands are skipped. */
const HAS_CURL = /--aws-sigv4/.test(spawnSync("curl", ["--help", "all"], { encoding: "utf8" }).stdout ?? "");

/** What README shows of a run. */
const shownInReadme = (): string =>
  blocks.find(({ page, info }) => page === "README.md" && info === "text")?.text ?? "";

/** Lines of a run: what differs from one to the next is left out. */
const withoutTimes = (text: string): string[] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.replace(/(cold )?[\d.…]+ (ms|s)\b/g, "TIME"));

describe("the commands on the pages", function () {
  this.timeout(HANG_TIMEOUT_MS);

  it("are each in the list of those that are run or checked, which has no others", () => {
    const unlisted = scriptCommands.filter((command) => handlingOf(command) === undefined);
    expect(unlisted, "in no list: add them to test/docs/support/command-list.ts").to.deep.equal([]);
    const written = (page: string, text: string) =>
      scriptCommands.some((command) => command.page === page && command.text === text);
    const stale = Object.entries(commandList).flatMap(([page, commands]) =>
      Object.keys(commands).filter((text) => !written(page, text)),
    );
    expect(stale, "on no page any more").to.deep.equal([]);
  });

  it("are read by the tests that the list names", () => {
    for (const { text, handling } of commandsThat((one) => "testedBy" in one)) {
      expect(existsSync(path.join(PROJECT_DIR, handling.testedBy)), `${text}: ${handling.testedBy}`).to.equal(true);
    }
  });

  it("that are not run are right for the shell", async () => {
    for (const { text } of commandsThat((one) => "notRun" in one)) {
      await promisify(execFile)("bash", ["-n", "-c", filledIn(text)]);
    }
  });

  it("call scripts that exist, files that exist, and of Pulumi what its CLI has", () => {
    const all = [...scriptCommands, ...namedCommands];
    for (const { page, text } of all) {
      const call = scriptCall(text, page);
      if (call) expect(call.script, `${page}: ${text}: no script ${call.name}`).to.be.a("string");
      expect(missingFiles(text), `${page}: ${text}`).to.deep.equal([]);
      expect(unknownToPulumi(text, page), `${page}: ${text}`).to.deep.equal([]);
    }
    expect(all.length).to.be.above(100);
  });

  it("have options that their programs take", async () => {
    const unrun = scriptCommands.filter((command) => {
      const handling = handlingOf(command);
      return handling && "notRun" in handling && handling.check === "options";
    });
    const asked = new Set<string>();
    for (const { page, text } of [...unrun, ...namedCommands]) {
      const call = scriptCall(text, page);
      if (!call || callsPulumi(text, page) || !hasOptions(call.args)) continue;
      if (asked.has(optionsOf(call))) continue;
      asked.add(optionsOf(call));
      expect(await refusedArguments(call), `${page}: ${text}`).to.equal(undefined);
    }
    expect(asked.size).to.be.above(20);
  });

  describe("that bring up a stack of their own", () => {
    let workspace: Workspace;
    before(() => void (workspace = new Workspace()));
    after(() => workspace.remove());

    for (const { page, text, handling } of commandsThat(isAlone)) {
      const { expect: expected, opens } = handling;
      it(`${text} (${page})`, async () => {
        if (opens) return opensConsole(workspace, text, expected);
        const { code, stdout, stderr } = await workspace.run(text);
        expect(code, `${stdout}${stderr}`).to.equal(0);
        if (expected) expect(stdout).to.match(expected);
        if (text === "npm start") expect(withoutTimes(stdout)).to.include.members(withoutTimes(shownInReadme()));
      });
    }
  });

  for (const stack of ["dev", "prod"] as const) {
    describe(`that work on the stack ${stack}, which is up`, () => {
      let served: ServedWorkspace;
      before(() => (served = new ServedWorkspace(stack)).start());
      after(() => served.close());

      for (const { page, text, handling } of commandsThat(runsOn(stack))) {
        if (/^npm run serve/.test(text)) continue;
        const { append = "", expect: expected, prepare } = handling;
        it(`${text} (${page})`, async function () {
          if (/^curl /.test(text) && !HAS_CURL) this.skip();
          const values = await served.prepare(prepare);
          const { code, stdout, stderr } = await served.run(`${text}${append}`, values);
          expect(code, `${stdout}${stderr}`).to.equal(0);
          if (expected) expect(stdout).to.match(expected);
        });
      }
    });
  }
});

/** The command opens the console, which shows what it has printed, and ends with Ctrl-C. */
async function opensConsole(workspace: Workspace, command: string, expected: RegExp | undefined): Promise<void> {
  const running = workspace.start(command);
  const opened = path.join(workspace.dir, "opened");
  await running.printed(/Ctrl-C stops it/);
  while (!existsSync(opened) || readFileSync(opened, "utf8") === "") await setTimeout(20);
  const answer = await fetch(readFileSync(opened, "utf8"));
  const { stdout } = await running.interrupt();
  expect(answer.status).to.equal(200);
  if (expected) expect(stdout).to.match(expected);
}
