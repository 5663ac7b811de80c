import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { PolicyDocument } from "../../../commands/deployer-policy/derive";
import { deployerDocuments } from "../../../commands/deployer-policy/documents";
import type { DeclaredResource } from "../../../commands/deployer-policy/types";
import { actionsMatching } from "../../../policy/src/iam/service-reference";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../../support/cli";
import { asConfigValues, everything } from "../../support/options";
import { realStack } from "../../support/policy/real-stack";

const environment = { partition: "aws", region: "us-east-1", account: "${aws:PrincipalAccount}" };

const KEPT = path.join(PROJECT_DIR, ".github/aws");

/** IAM's quota on a managed policy, characters without white space. */
const MAX_POLICY_CHARS = 6144;

/** Whether AWS's service authorization reference has no resource type for an action. */
const isUnscoped = (action: string): boolean =>
  actionsMatching(action).map(({ resourceTypes }) => resourceTypes.length)[0] === 0;

/** Actions with a resource type that are allowed on all: alarms are looked up by a prefix of their names. */
const onAll = ["cloudwatch:DescribeAlarms"];

/** The resources that stacks declare. */
async function declaredBy(stacks: readonly string[], config: Record<string, string> = {}): Promise<DeclaredResource[]> {
  // The engine adds the default provider; mocks do not.
  const declared: DeclaredResource[] = [{ type: "pulumi:providers:aws", name: "default", inputs: {} }];
  for (const stack of stacks) {
    const { resources } = await realStack(stack, { config });
    declared.push(
      ...resources.map(({ type, name, properties: { id, ...inputs } }) => ({
        type,
        name,
        ...(typeof id === "string" && { id }),
        inputs,
      })),
    );
  }
  return declared;
}

describe("commands/deployer-policy: the documents in the repository", () => {
  let derived: Record<string, string>;

  before(async function () {
    this.timeout(HANG_TIMEOUT_MS);
    derived = deployerDocuments(await declaredBy(["dev", "full", "prod"]), environment);
  });

  it("are all that are derived, and no others", () => {
    expect(readdirSync(KEPT).sort()).to.deep.equal(Object.keys(derived).sort());
  });

  for (const name of readdirSync(KEPT)) {
    const text = readFileSync(path.join(KEPT, name), "utf8");
    const { Statement } = JSON.parse(text) as PolicyDocument;

    it(`${name} is derived from the stacks (npm run deployer-policy -- --out .github/aws)`, () => {
      expect(JSON.parse(text)).to.deep.equal(JSON.parse(derived[name] ?? "{}"));
    });

    it(`${name} fits into a managed policy`, () => {
      expect(text.replaceAll(/\s/g, "").length).to.be.at.most(MAX_POLICY_CHARS);
    });

    it(`${name} allows on * only actions without resource-level permissions`, () => {
      const wide = Statement.filter(({ Resource, Condition }) => Resource.includes("*") && Condition === undefined);
      const scoped = wide.flatMap(({ Action }) => Action).filter((action) => !isUnscoped(action));
      expect(scoped.filter((action) => !onAll.includes(action))).to.deep.equal([]);
    });
  }
});

describe("commands/deployer-policy: the documents of a stack", function () {
  this.timeout(HANG_TIMEOUT_MS);

  const filesOf = async (stack: string, config?: Record<string, string>) =>
    Object.keys(deployerDocuments(await declaredBy([stack], config), environment));

  it("are one for each role of a stack with few options", async () => {
    expect(await filesOf("prod")).to.deep.equal(["deployer-policy.json", "previewer-policy.json"]);
  });

  it("are three for the deployer and two for the previewer of everything at once", async () => {
    expect(await filesOf("full", asConfigValues(everything.config))).to.deep.equal([
      ...["deployer-policy.json", "deployer-policy-2.json", "deployer-policy-3.json"],
      ...["previewer-policy.json", "previewer-policy-2.json"],
    ]);
  });
});

describe("commands/deployer-policy: deployerDocuments", () => {
  const account = "123456789012";
  const documents = (options: object) => deployerDocuments([], { ...environment, account, ...options });
  const parsed = (text: string | undefined) => JSON.parse(text ?? "null") as PolicyDocument & { Statement: object[] };

  it("trusts one environment of a repository to deploy, and its pull requests to preview", () => {
    const made = documents({ github: "example/images" });
    expect(made["deployer-trust.json"]).to.include(`"repo:example/images:environment:production"`);
    expect(made["previewer-trust.json"]).to.include(`"repo:example/images:pull_request"`);
    expect(made["previewer-trust.json"]).to.include(`arn:aws:iam::${account}:oidc-provider/`);
  });

  it("writes trust policies only with --github, and none with a wildcard", () => {
    expect(Object.keys(documents({}))).to.deep.equal(["deployer-policy.json", "previewer-policy.json"]);
    expect(() => documents({ github: "example/*" })).to.throw("owner/name");
    expect(() => documents({ github: "a/b", account: "${aws:PrincipalAccount}" })).to.throw("twelve digits");
  });

  it("allows a previewer to write only locks of the state", () => {
    const writes = (name: string) =>
      parsed(documents({ stateBucket: "state", secretsKey: "arn:aws:kms:k" })[name]).Statement.find(
        ({ Sid }) => Sid === "StateWrite",
      )?.Resource;
    expect(writes("deployer-policy.json")).to.deep.equal(["arn:aws:s3:::state/.pulumi/*"]);
    expect(writes("previewer-policy.json")).to.deep.equal(["arn:aws:s3:::state/.pulumi/locks/*"]);
  });
});
