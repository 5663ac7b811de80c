import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect } from "chai";

import { pulumiCommands } from "../docs/support/pulumi-command";
import { pulumiCli } from "./support/cli";

describe("the Pulumi CLI", () => {
  for (const [command, options] of Object.entries(pulumiCommands)) {
    it(`has ${command}, with the options that the pages use`, async () => {
      const cli = await pulumiCli();
      const words = command.split(" ");
      // Without it the help leaves out --event-log.
      const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
      const { stdout } = await promisify(execFile)(cli, [...words, "--help"], { env });
      const [, usage = ""] = /Usage:\s+pulumi (.+)/.exec(stdout) ?? [];
      const [, aliases = ""] = /Aliases:\s+(.+)/.exec(stdout) ?? [];
      const isAlias = aliases.split(", ").includes(words.at(-1) ?? "");
      expect(usage.startsWith(command) || isAlias, usage).to.equal(true);
      for (const option of options) expect(stdout, option).to.match(new RegExp(`\\s${option}\\b`));
    });
  }
});
