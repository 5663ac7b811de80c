import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import {
  bringUp,
  listStacks,
  readProject,
  readTarget,
  type ConfigValues,
  type RunningStack,
} from "@image-pipeline/local-pulumi";
import type { PolicyDocument } from "../../commands/deployer-policy/derive";
import { deployerDocuments } from "../../commands/deployer-policy/documents";
import { policiesIn } from "../../commands/deployer-policy/policy-files";
import { prepareAccount } from "../../commands/stack/account";
import { deployerRole } from "../../commands/stack/deployer-role";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

const stackFiles = listStacks(readProject(PROJECT_DIR));

interface Deployment {
  readonly stack: string;
  readonly config?: ConfigValues;
  readonly policies?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
}

function deploy({ stack, config, policies, dataDir }: Deployment): Promise<RunningStack> {
  const role = deployerRole(PROJECT_DIR, "deployer");
  const target = readTarget({ projectDir: PROJECT_DIR, stack, ...(config && { config }) });
  return bringUp(target, {
    prepareAccount,
    deployer: { ...role, ...(policies && { policies }) },
    ...(dataDir && { dataDir }),
  });
}

/** The message of the run's failure; "" if it has none. */
const failureOf = ({ failure }: { readonly failure?: Error | undefined }): string => failure?.message ?? "";

describe("the deployer's policies in the repository", function () {
  this.timeout(HANG_TIMEOUT_MS);

  for (const stack of stackFiles) {
    it(`suffice to deploy ${stack}, to deploy it again and to destroy it`, async () => {
      const dataDir = mkdtempSync(path.join(tmpdir(), "as-deployer-"));
      let running = await deploy({ stack, dataDir });
      try {
        expect(failureOf(running.run)).to.equal("");
        const again = await running.update();
        expect(failureOf(again)).to.equal("");
        expect(Object.keys(again.changes)).to.deep.equal(["same"]);
        if (again.resources.some(({ protect }) => protect)) {
          expect(failureOf(await running.destroy())).to.include("is protected and would be deleted");
          await running.close();
          running = await deploy({ stack, dataDir, config: { production: false } });
          expect(failureOf(running.run)).to.equal("");
        }
        running.cloud.services.kms.settleTags();
        expect(failureOf(await running.destroy())).to.equal("");
        expect([...running.cloud.services.iam.roles.keys()].sort()).to.deep.equal([
          "account-api-gateway-logs",
          "image-pipeline-deployer",
        ]);
      } finally {
        await running.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    });
  }

  it("are enforced: without an action of a statement, the request that needs it is refused by name", async () => {
    const { policies } = deployerRole(PROJECT_DIR, "deployer");
    const lacking = Object.entries(policies).map(([name, text]) => {
      const document = JSON.parse(text) as PolicyDocument;
      const Statement = document.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((action) => action !== "lambda:AddPermission"),
      }));
      return [name, JSON.stringify({ ...document, Statement })] as const;
    });
    const running = await deploy({ stack: "dev", policies: Object.fromEntries(lacking) });
    await running.close();
    expect(failureOf(running.run)).to.match(
      /not authorized to perform: lambda:AddPermission on resource: arn:aws:lambda/,
    );
  });

  it("do not let the deployer change its own role and policies, nor those of others", () => {
    const texts = Object.values(deployerRole(PROJECT_DIR, "deployer").policies);
    const statements = texts.flatMap((text) => (JSON.parse(text) as PolicyDocument).Statement);
    const ofPolicies =
      /^iam:(Attach|Detach|CreatePolicy|DeletePolicy|SetDefaultPolicyVersion|PutRolePermissionsBoundary)/;
    expect(statements.flatMap(({ Action }) => Action).filter((action) => ofPolicies.test(action))).to.deep.equal([]);
    const roles = statements.flatMap(({ Resource }) => Resource).filter((arn) => arn.includes(":role/"));
    expect(roles).to.not.have.length(0);
    for (const arn of roles) expect("image-pipeline-deployer").to.not.match(patternOf(arn.split(":role/")[1] ?? ""));
  });
});

describe("policies derived from a stack that is up", function () {
  this.timeout(HANG_TIMEOUT_MS);

  const config = {
    encryption: "kms",
    accessLogs: true,
    names: "guide",
    uploadApi: { auth: "apiKey" },
    workflow: false,
  };

  it("suffice for a stack with a key of its own and the guide's names", async () => {
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
    const running = await deploy({ stack: "dev", config, policies: policiesIn(documents, "deployer") });
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
