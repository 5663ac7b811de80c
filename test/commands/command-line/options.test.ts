import { expect } from "chai";
import { Command } from "commander";

import {
  commandUsage,
  concurrencyOption,
  helpWithExitCodes,
  portOption,
  withProjectDefaults,
} from "../../../commands/command-line/options";

describe("help of a command", () => {
  const helpOf = (name: string, helpWidth: number) => {
    const cli = new Command("image-pipeline").configureHelp({
      commandUsage,
      formatHelp: helpWithExitCodes,
      helpWidth,
    });
    const command = new Command(name).argument("[paths...]");
    cli.addCommand(command.copyInheritedSettings(cli));
    return command.helpInformation();
  };

  it("shows how npm runs it", () => {
    expect(helpOf("start", 80)).to.match(/^Usage: npm start -- \[options\] \[paths\.\.\.\]\n/);
    expect(helpOf("serve", 80)).to.match(/^Usage: npm run serve -- \[options\] \[paths\.\.\.\]\n/);
  });

  for (const columns of [50, 60, 80]) {
    it(`lists every exit code in ${columns} columns`, () => {
      const lines = helpOf("start", columns).split("\n");
      const codes = lines.slice(lines.indexOf("Exit codes:") + 1);
      expect(codes.flatMap((line) => /^ {2}(\d+) /.exec(line)?.[1] ?? [])).to.deep.equal(["0", "1", "2", "3", "130"]);
      for (const line of lines) expect(line.length, line).to.be.at.most(columns);
    });
  }
});

describe("options of a command", () => {
  it("accept integers 0..65535 as ports", () => {
    const parse = (text: string): unknown =>
      new Command()
        .exitOverride()
        .configureOutput({ writeErr: () => undefined })
        .addOption(portOption(""))
        .parse(["--port", text], { from: "user" })
        .opts()["port"];
    expect(["0", "4566", "65535"].map(parse)).to.deep.equal([0, 4566, 65535]);
    for (const text of ["-1", "65536", "1.5", "http"]) expect(() => parse(text), text).to.throw("0..65535");
  });

  it("accept integers 1..1000 as the account's concurrency", () => {
    const parse = (text: string): unknown =>
      new Command()
        .exitOverride()
        .configureOutput({ writeErr: () => undefined })
        .addOption(concurrencyOption())
        .parse(["--concurrency", text], { from: "user" })
        .opts()["concurrency"];
    expect(["1", "10", "1000"].map(parse)).to.deep.equal([1, 10, 1000]);
    for (const text of ["0", "1001", "2.5", "many"]) expect(() => parse(text), text).to.throw("1..1000");
  });

  it("take the policy pack of the project with its configuration, and another pack without that", () => {
    expect(withProjectDefaults({ stack: "dev" })).to.deep.equal({
      stack: "dev",
      projectDir: ".",
      policyPack: "policy",
      policyPackConfig: "policy-config.json",
    });
    expect(withProjectDefaults({ stack: "dev", policyPack: "other" })).to.deep.equal({
      stack: "dev",
      projectDir: ".",
      policyPack: "other",
      policyPackConfig: undefined,
    });
  });
});
