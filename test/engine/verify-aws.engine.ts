import { expect } from "chai";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { prepareAccount } from "../../commands/stack/account";
import { startCloud, type Cloud } from "../../packages/local-aws/src/cloud";
import { PROJECT_DIR } from "./support/cli";
import { inOrder } from "./support/in-order";
import { inventory } from "./support/inventory";
import { Runner, type StepResult } from "./support/runner";
import { uploadsOnly } from "./switches";

/** The record, as far as this test reads it. */
interface Verification {
  readonly endpoint: string;
  readonly answers: readonly { readonly id: string; readonly outcome: string; readonly observed: unknown }[];
}

describe("npm run verify:aws with the real CLI, on the embedded services", function () {
  // Several commands of the CLI each.
  this.timeout(900_000);
  inOrder();
  let cloud: Cloud;
  let runner: Runner;

  const verify = (args = ""): Promise<StepResult> =>
    runner.command(`npm run --silent verify:aws -- --stack dev --alarm-seconds 60 --out answers.json ${args}`);

  before(async () => {
    cloud = await startCloud();
    prepareAccount(cloud);
    runner = await Runner.start(cloud, () => cloud.credentials);
    for (const part of ["commands", "samples"]) {
      cpSync(path.join(PROJECT_DIR, part), path.join(runner.project.dir, part), { recursive: true });
    }
    symlinkSync(path.join(PROJECT_DIR, "packages"), path.join(runner.project.dir, "packages"), "dir");
    const { endpoint, region, credentials } = cloud;
    await runner.run(
      { env: {}, steps: [] },
      {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        PULUMI_BACKEND_URL: `file://${runner.project.dir}`,
        PULUMI_CONFIG_PASSPHRASE: "of no use to anybody",
      },
    );
  });
  after(async () => {
    await runner.close();
    await cloud.close();
  });

  it("does nothing before it is told to", async () => {
    const { code, output } = await verify();
    expect([code, output]).to.deep.equal([2, output]);
    expect(output).to.include("--yes");
    expect(await inventory(cloud)).to.deep.equal({});
  });

  it("deploys, finds what it expects, destroys, and says that this was not AWS", async () => {
    const { code, output } = await verify("--yes");
    const record = JSON.parse(readFileSync(path.join(runner.project.dir, "answers.json"), "utf8")) as Verification;
    const others = record.answers.filter(({ outcome }) => outcome !== "holds");
    expect(others, output).to.deep.equal([]);
    expect(code, output).to.equal(0);
    expect(record.endpoint).to.equal(cloud.endpoint);
    expect(await inventory(cloud)).to.deep.equal({});
  });

  it("refuses a stack that holds something", async () => {
    runner.project.configure("dev", uploadsOnly);
    expect((await runner.command("npm run --silent deploy -- --stack dev --yes --non-interactive")).code).to.equal(0);
    const { code, output } = await verify("--yes");
    expect(code, output).to.equal(2);
    expect(output).to.match(/holds \d+ resources/);
    expect(Object.keys(await inventory(cloud))).to.include("buckets");
  });
});
