import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE_DIR = join(__dirname, "..");
const MODULES_DIR = join(PACKAGE_DIR, "../../node_modules");

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Text of the first code block in a language. */
function block(markdown: string, language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(markdown) ?? [];
  if (text === undefined) throw new Error(`README.md has no ${language} block`);
  return text;
}

/** Links an installed package into a project, so that nothing has to be fetched. */
function link(project: string, name: string): void {
  const target = join(project, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(MODULES_DIR, name), target, "junction");
}

/**
 * A state machine: its executor and its validator are loaded when they are needed, so that the example does without
 * them.
 */
const WORKFLOW = `
import { startCloud } from "@image-pipeline/local-aws";
const cloud = await startCloud();
const { iam, stepFunctions } = cloud.services;
const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
const { arn: roleArn } = iam.createRole({ name: "machine", assumeRolePolicy: JSON.stringify({ Statement: [trust] }) });
const definition = JSON.stringify({
  StartAt: "Double",
  States: { Double: { Type: "Pass", Parameters: { "doubled.$": "States.MathAdd($.n, $.n)" }, End: true } },
});
const logging = { level: "OFF", includeExecutionData: false };
const arn = await stepFunctions.put({ name: "m", type: "EXPRESS", definition, roleArn, logging, tracing: false, tags: {} });
const { status, output } = await stepFunctions.startSync(arn, '{"n":21}', iam.root());
console.log(status, output);
await cloud.close();
`;

describe("the package of local-aws", () => {
  const project = mkdtempSync(join(tmpdir(), "local-aws-package-"));
  after(() => rmSync(project, { recursive: true, force: true }));

  it("runs the example of its README where nothing but its dependencies is installed", async function () {
    this.timeout(300_000);
    const readme = readFileSync(join(PACKAGE_DIR, "README.md"), "utf8");
    const { name, dependencies } = JSON.parse(readFileSync(join(PACKAGE_DIR, "package.json"), "utf8")) as Manifest;
    const pack = ["pack", "--offline", "--no-update-notifier", "--pack-destination", project];
    await run("npm", pack, { cwd: PACKAGE_DIR, shell: process.platform === "win32" });
    const installed = join(project, "node_modules", name);
    mkdirSync(installed, { recursive: true });
    const [tarball = ""] = readdirSync(project).filter((file) => file.endsWith(".tgz"));
    await run("tar", ["-xzf", join(project, tarball), "-C", installed, "--strip-components", "1"]);
    const [, ...clients] = /npm install (.*)/.exec(block(readme, "sh"))?.[1]?.split(" ") ?? [];
    expect(clients).to.not.be.empty;
    for (const dependency of [...Object.keys(dependencies), ...clients]) link(project, dependency);
    writeFileSync(join(project, "example.mjs"), block(readme, "js"));
    const { stdout } = await run(process.execPath, ["example.mjs"], { cwd: project });
    expect(stdout).to.equal(block(readme, "text"));
    writeFileSync(join(project, "workflow.mjs"), WORKFLOW);
    // An empty cache folder: the definition is really validated.
    const env = { ...process.env, XDG_CACHE_HOME: join(project, "cache") };
    const workflow = await run(process.execPath, ["workflow.mjs"], { cwd: project, env });
    expect(workflow.stdout).to.equal("SUCCEEDED { doubled: 42 }\n");
  });
});
