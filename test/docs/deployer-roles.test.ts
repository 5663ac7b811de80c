import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { expect } from "chai";

import { policyFile } from "../../commands/deployer-policy/policy-files";
import { filledIn } from "./support/npm-command";
import { scriptCommands } from "./support/shell-commands";

/** In place of the aws CLI: notes its arguments, and answers as it does with `--output text`. */
const AWS = `#!/bin/sh
echo "$*" >>calls
case "$2" in
  create-policy) echo "arn:aws:iam::123456789012:policy/$4" ;;
  list-policy-versions) printf 'v4\\tv2\\n' ;;
esac
`;

const FILES = [
  ...[policyFile("deployer", 0), policyFile("deployer", 1), policyFile("previewer", 0)],
  ...["deployer-trust.json", "previewer-trust.json"],
];

const POLICY = "arn:aws:iam::123456789012:policy/image-pipeline";

describe("the commands that set up the roles of deployers", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(path.join(tmpdir(), "deployer-roles-"));
    mkdirSync(path.join(dir, "aws-roles"));
    for (const file of FILES) writeFileSync(path.join(dir, "aws-roles", file), "{}");
    writeFileSync(path.join(dir, "aws"), AWS);
    chmodSync(path.join(dir, "aws"), 0o755);
  });
  after(() => rmSync(dir, { recursive: true }));

  /** The calls of the aws CLI that the loop with a text makes. */
  async function callsOf(text: string): Promise<string[]> {
    const loops = scriptCommands.filter(
      (command) => command.page === "docs/deploy.md" && command.text.startsWith("for ") && command.text.includes(text),
    );
    expect(loops, text).to.have.length(1);
    rmSync(path.join(dir, "calls"), { force: true });
    const PATH = `${dir}${path.delimiter}${process.env["PATH"] ?? ""}`;
    await promisify(execFile)("bash", ["-e", "-c", filledIn(loops[0]?.text ?? "")], { cwd: dir, env: { PATH } });
    return readFileSync(path.join(dir, "calls"), "utf8").trimEnd().split("\n");
  }

  it("make each role with its trust policy, and attach a managed policy for each file", async () => {
    const role = (name: string) =>
      `iam create-role --role-name image-pipeline-${name} --assume-role-policy-document file://aws-roles/${name}-trust.json`;
    const policy = (owner: string, name: string) => [
      `iam create-policy --policy-name image-pipeline-${name} --policy-document file://aws-roles/${name}.json --query Policy.Arn --output text`,
      `iam attach-role-policy --role-name image-pipeline-${owner} --policy-arn ${POLICY}-${name}`,
    ];
    const calls = await callsOf("create-role");
    // The shell's order of files is that of the locale.
    expect(calls[0]).to.equal(role("deployer"));
    expect(calls).to.have.members([
      ...[role("deployer"), ...policy("deployer", "deployer-policy"), ...policy("deployer", "deployer-policy-2")],
      ...[role("previewer"), ...policy("previewer", "previewer-policy")],
    ]);
  });

  it("make a new version of each policy, after those that are not the default are gone", async () => {
    const update = (name: string) => {
      const policy = `--policy-arn ${POLICY}-${name}`;
      return [
        `iam list-policy-versions ${policy} --query Versions[?!IsDefaultVersion].VersionId --output text`,
        ...["v4", "v2"].map((version) => `iam delete-policy-version ${policy} --version-id ${version}`),
        `iam create-policy-version ${policy} --policy-document file://aws-roles/${name}.json --set-as-default`,
      ];
    };
    const calls = await callsOf("create-policy-version");
    const ofFirst = calls.filter((call) => call.includes("deployer-policy ") || call.includes("deployer-policy.json"));
    expect(ofFirst).to.deep.equal(update("deployer-policy"));
    expect(calls).to.have.members(["deployer-policy", "deployer-policy-2", "previewer-policy"].flatMap(update));
  });
});
