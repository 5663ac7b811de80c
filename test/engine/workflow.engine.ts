import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { stateStatements } from "../../commands/deployer-policy/state-access";
import { prepareAccount } from "../../commands/stack/account";
import { startCloud, type Cloud } from "../../packages/local-aws/src/cloud";
import { inOrder } from "./support/in-order";
import { Runner, type RoleKeys, type StepResult } from "./support/runner";
import { workflowJob, workflowJobs } from "./support/workflow";

const STATE_BUCKET = "pulumi-state";
const SECRETS_KEY = "alias/pulumi-secrets";

describe("the GitHub workflow, from fresh checkouts", function () {
  // Several commands of the CLI each.
  this.timeout(600_000);
  inOrder();
  let cloud: Cloud;
  let variables: Record<string, string>;
  let roleKeys: RoleKeys;
  const runners: Runner[] = [];

  /** A job on a machine of its own. */
  async function runJob(name: string, more: NodeJS.ProcessEnv = {}): Promise<[StepResult[], Runner]> {
    const runner = await Runner.start(cloud, roleKeys);
    runners.push(runner);
    return [await runner.run(workflowJob(name, variables), more), runner];
  }

  function expectSuccess(steps: readonly StepResult[]): void {
    for (const { command, code, output } of steps) {
      expect(code, `${command}\n${output}`).to.equal(0);
      expect(output).to.not.match(/passphrase/i);
    }
  }

  before(async () => {
    cloud = await startCloud();
    prepareAccount(cloud);
    const { endpoint, region, credentials, services } = cloud;
    const s3 = new S3Client({ endpoint, region, credentials });
    await s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
    s3.destroy();
    const { iam, kms } = services;
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const key = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
    kms.createAlias(SECRETS_KEY, key.keyId);
    const address = `region=${region}&endpoint=${endpoint}`;
    // Of the roles, what they may do with the state: what they may do with resources is another test.
    const makeRole = (name: string, write: boolean) => {
      const access = { partition: "aws", bucket: STATE_BUCKET, secretsKey: key.arn, write };
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: stateStatements(access) });
      const trust = { Effect: "Allow", Principal: { Service: "sts.amazonaws.com" }, Action: "sts:AssumeRole" };
      const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
      return iam.createRole({ name, assumeRolePolicy, policies: { state: policy } }).arn;
    };
    variables = {
      AWS_REGION: region,
      AWS_PREVIEWER_ROLE: makeRole("previewer", false),
      AWS_DEPLOYER_ROLE: makeRole("deployer", true),
      PULUMI_BACKEND_URL: `s3://${STATE_BUCKET}?${address}&use_path_style=true`,
      PULUMI_SECRETS_PROVIDER: `awskms://${SECRETS_KEY}?${address}`,
    };
    roleKeys = (roleArn) => iam.startSession(roleArn.slice(roleArn.lastIndexOf("/") + 1), "github");
  });

  after(async () => {
    for (const runner of runners) await runner.close();
    await cloud.close();
  });

  it("pins every action by commit, and audits packages and licences", () => {
    const steps = workflowJobs().flatMap((job) => [...workflowJob(job).steps]);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions).to.have.length.above(5);
    for (const action of actions) expect(action).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    const commands = workflowJob("test").steps.flatMap(({ run }) => run ?? []);
    expect(commands).to.include.members(["npm audit --audit-level=high", "npm run third-party -- --check"]);
  });

  it("makes the stack with the first push", async () => {
    const [steps] = await runJob("deploy");
    expectSuccess(steps);
    expect(steps.at(-1)?.output).to.match(/\+ \d+ created/);
  });

  it("previews a pull request, which reads the state with the key of the stack", async () => {
    const [steps, runner] = await runJob("preview");
    expectSuccess(steps);
    expect(steps.at(-2)?.output).to.match(/\d+ unchanged/);
    // What the policy pack found, by control.
    expect(runner.summary).to.match(/^## aws-serverless-guardrails [\d.]+\n\n\d+ controls passed, 0 failed,/);
    expect(runner.summary).to.contain("| S3.8 | passed |");
  });

  it("updates the stack with the second push, and changes nothing", async () => {
    const [steps, runner] = await runJob("deploy");
    expectSuccess(steps);
    expect(steps.at(-1)?.output)
      .to.match(/\d+ unchanged/)
      .and.not.match(/created|updated|deleted|replaced/);
    const state = await runner.command("npx pulumi stack export --stack prod");
    const { deployment } = JSON.parse(state.stdout) as { deployment: { secrets_providers: { type: string } } };
    expect(deployment.secrets_providers.type).to.equal("cloud");
    // What it notes of the provider is a matter of this machine: the committed file has nothing of it.
    expect(readFileSync(path.join(runner.project.dir, "Pulumi.prod.yaml"), "utf8")).to.include("secretsprovider:");
  });

  it("asks for a passphrase where it may not take the secrets provider from the state", async () => {
    const [steps] = await runJob("deploy", { PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "false" });
    expect(steps.at(-1)).to.include({ command: "npm run deploy -- --stack prod --yes --non-interactive" });
    expect(steps.at(-1)?.code).to.not.equal(0);
    expect(steps.at(-1)?.output).to.match(/passphrase/);
  });
});
