import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect } from "chai";

import { pulumiCommands } from "../docs/support/pulumi-command";
import { pulumiCli } from "./support/cli";

describe("the Pulumi CLI", () => {
  for (const [command, options] of Object.entries(pulumiCommands)) {
    it(`has ${command}, with the options that the pages use`, async () => {
      const cli = await pulumiCli();
      const { stdout } = await promisify(execFile)(cli, [...command.split(" "), "--help"]);
      const [, usage = ""] = /Usage:\s+pulumi (.+)/.exec(stdout) ?? [];
      expect(usage.startsWith(command), usage).to.equal(true);
      for (const option of options) expect(stdout, option).to.match(new RegExp(`\\s${option}\\b`));
    });
  }
});
