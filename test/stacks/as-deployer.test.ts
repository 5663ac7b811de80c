import { expect } from "chai";
import { bringUp, readTarget, type ConfigValues, type RunningStack } from "@image-pipeline/local-pulumi";
import type { PolicyDocument } from "../../commands/deployer-policy/derive";
import { deployerDocuments } from "../../commands/deployer-policy/documents";
import { prepareAccount } from "../../commands/stack/account";
import { deployerRole } from "../../commands/stack/deployer-role";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

const stackFiles = ["dev", "prod"];

interface Deployment {
  readonly stack: string;
  readonly config?: ConfigValues;
  readonly policy?: string;
}

function deploy({ stack, config, policy }: Deployment): Promise<RunningStack> {
  const role = deployerRole(PROJECT_DIR, "deployer");
  const target = readTarget({ projectDir: PROJECT_DIR, stack, ...(config && { config }) });
  return bringUp(target, { prepareAccount, deployer: { ...role, policy: policy ?? role.policy } });
}

/** The message of the run's failure; "" if it has none. */
const failureOf = ({ failure }: { readonly failure?: Error | undefined }): string => failure?.message ?? "";

describe("the deployer's policy in the repository", function () {
  this.timeout(HANG_TIMEOUT_MS);

  for (const stack of stackFiles) {
    it(`suffices to deploy ${stack}, to deploy it again and to destroy it`, async () => {
      const running = await deploy({ stack });
      try {
        expect(failureOf(running.run)).to.equal("");
        const again = await running.update();
        expect(failureOf(again)).to.equal("");
        expect(Object.keys(again.changes)).to.deep.equal(["same"]);
        running.cloud.services.kms.settleTags();
        if (stack === "prod") return;
        expect(failureOf(await running.destroy())).to.equal("");
        expect([...running.cloud.services.iam.roles.keys()]).to.deep.equal([
          "account-api-gateway-logs",
          "image-pipeline-deployer",
        ]);
      } finally {
        await running.close();
      }
    });
  }

  it("is enforced: without an action of a statement, the request that needs it is refused by name", async () => {
    const { policy } = deployerRole(PROJECT_DIR, "deployer");
    const document = JSON.parse(policy) as PolicyDocument;
    const Statement = document.Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => action !== "lambda:AddPermission"),
    }));
    const running = await deploy({ stack: "dev", policy: JSON.stringify({ ...document, Statement }) });
    await running.close();
    expect(failureOf(running.run)).to.match(
      /not authorized to perform: lambda:AddPermission on resource: arn:aws:lambda/,
    );
  });

  it("does not let the deployer change its own role, nor those of others", () => {
    const { policy } = deployerRole(PROJECT_DIR, "deployer");
    const { Statement } = JSON.parse(policy) as PolicyDocument;
    const roles = Statement.flatMap(({ Resource }) => Resource).filter((arn) => arn.includes(":role/"));
    expect(roles).to.not.have.length(0);
    for (const arn of roles) expect("image-pipeline-deployer").to.not.match(patternOf(arn.split(":role/")[1] ?? ""));
  });
});

describe("a policy derived from a stack that is up", function () {
  this.timeout(HANG_TIMEOUT_MS);

  const config = {
    encryption: "kms",
    accessLogs: true,
    names: "guide",
    uploadApi: { auth: "apiKey" },
    workflow: false,
  };

  it("suffices for a stack with a key of its own and the guide's names", async () => {
    const first = await bringUp(readTarget({ projectDir: PROJECT_DIR, stack: "dev", config }), { prepareAccount });
    await first.close();
    const declared = first.run.resources.map(({ urn, type, id, inputs }) => ({
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      ...(id !== undefined && { id }),
      inputs,
    }));
    const environment = { partition: "aws", region: "us-east-1", account: "000000000000" };
    const custom = declared.filter(({ type }) => type.startsWith("aws:"));
    const provider = { type: "pulumi:providers:aws", name: "default", inputs: {} };
    const documents = deployerDocuments([provider, ...custom], environment);
    const running = await deploy({ stack: "dev", config, policy: documents["deployer-policy.json"] ?? "" });
    expect(failureOf(running.run)).to.equal("");
    running.cloud.services.kms.settleTags();
    expect(failureOf(await running.destroy())).to.equal("");
    await running.close();
  });
});

/** The names that an IAM pattern matches. */
function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
}
