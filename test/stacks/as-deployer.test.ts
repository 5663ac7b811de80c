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
import { declaredIn } from "../../commands/deployer-policy/declared-resources";
import type { PolicyDocument } from "../../commands/deployer-policy/derive";
import { deployerDocuments } from "../../commands/deployer-policy/documents";
import { policiesIn } from "../../commands/deployer-policy/policy-files";
import { prepareAccount } from "../../commands/stack/account";
import { deployerRole } from "../../commands/stack/deployer-role";
import { makeExistingResources } from "../../commands/stack/existing-resources";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

const stackFiles = listStacks(readProject(PROJECT_DIR));

interface Deployment {
  readonly stack: string;
  readonly config?: ConfigValues;
  readonly policies?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  /** Whether the account's root user deploys, who may do everything. Default false. */
  readonly asRoot?: boolean;
}

function deploy({ stack, config, policies, dataDir, asRoot = false }: Deployment): Promise<RunningStack> {
  const role = deployerRole(PROJECT_DIR, "deployer");
  const target = readTarget({ projectDir: PROJECT_DIR, stack, ...(config && { config }) });
  return bringUp(target, {
    prepareAccount: (cloud) => {
      prepareAccount(cloud);
      makeExistingResources(cloud, target);
    },
    ...(!asRoot && { deployer: { ...role, ...(policies && { policies }) } }),
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

  /** The policies of who brings up a stack with a configuration. */
  const derived = async (values: ConfigValues) => {
    const first = await deploy({ stack: "dev", config: values, asRoot: true });
    await first.close();
    const { run } = first;
    expect(failureOf(run)).to.equal("");
    const environment = { partition: "aws", region: "us-east-1", account: "000000000000" };
    return policiesIn(deployerDocuments(declaredIn(run.resources), environment), "deployer");
  };

  const sufficeFor = async (values: ConfigValues) => {
    const policies = await derived(values);
    const running = await deploy({ stack: "dev", config: values, policies });
    expect(failureOf(running.run)).to.equal("");
    running.cloud.services.kms.settleTags();
    expect(failureOf(await running.destroy())).to.equal("");
    await running.close();
    return policies;
  };

  it("suffice for a stack with a key of its own and the guide's names", () => sufficeFor(config));

  it("suffice for a stack in buckets of others, and let nobody change those", async () => {
    const existing = { source: { existing: "company-uploads" }, destination: { existing: "company-images" } };
    const texts = Object.values(await sufficeFor(existing));
    const statements = texts.flatMap((text) => (JSON.parse(text) as PolicyDocument).Statement);
    const actions = statements
      .filter(({ Resource }) => Resource.some((arn) => /^arn:aws:s3:::(company-|\*)/.test(arn)))
      .flatMap(({ Action }) => Action);
    expect(actions).to.include("s3:GetBucketNotification");
    expect(actions.filter((action) => !/^s3:(Get|List)/.test(action))).to.deep.equal([]);
  });

  it("suffice for an organisation's roles, network and tags", async () => {
    await sufficeFor({
      roles: { path: "/teams/images/", permissionsBoundary: "teams/images-boundary" },
      vpc: { subnets: ["subnet-0a", "subnet-0b"], securityGroups: ["sg-0a"] },
      tags: { CostCenter: "4711" },
    });
  });

  it("suffice for a KMS key and a topic of others", async () => {
    await sufficeFor({
      encryption: "kms",
      encryptionKey: { existing: "0a1b2c3d-0000-4000-8000-000000000000" },
      alertTopic: { existing: "ops-alerts" },
    });
  });

  it("suffice to switch EventBridge on for a bucket of others", async () => {
    await sufficeFor({ source: { existing: "company-uploads", enableEventBridge: true } });
  });
});

/** The names that an IAM pattern matches. */
function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
}
