import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { PolicyDocument } from "../../../commands/deployer-policy/derive";
import { deployerDocuments } from "../../../commands/deployer-policy/documents";
import type { DeclaredResource } from "../../../commands/deployer-policy/types";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../../support/cli";
import { realStack } from "../../support/policy/real-stack";

const environment = { partition: "aws", region: "us-east-1", account: "${aws:PrincipalAccount}" };

/** IAM's limit on the inline policies of a role, characters without white space. */
const MAX_POLICY_CHARS = 10_240;

/** Actions without resource-level permissions (Service Authorization Reference: no resource type). */
const unscoped =
  /^(sts:GetCallerIdentity|logs:(Describe|Put|Delete)(QueryDefinitions?|ResourcePolic(y|ies)|LogGroups)|logs:\w+LogDeliver(y|ies)|cloudwatch:DescribeAlarms|kms:ListAliases|states:ValidateStateMachineDefinition|lambda:CreateEventSourceMapping)$/;

describe("commands/deployer-policy: the documents in the repository", () => {
  let derived: Record<string, string>;

  before(async function () {
    this.timeout(HANG_TIMEOUT_MS);
    // The engine adds the default provider; mocks do not.
    const declared: DeclaredResource[] = [{ type: "pulumi:providers:aws", name: "default", inputs: {} }];
    for (const stack of ["dev", "full", "prod"]) {
      const { resources } = await realStack(stack);
      declared.push(
        ...resources.map(({ type, name, properties: { id, ...inputs } }) => ({
          type,
          name,
          ...(typeof id === "string" && { id }),
          inputs,
        })),
      );
    }
    derived = deployerDocuments(declared, environment);
  });

  for (const name of ["deployer-policy.json", "previewer-policy.json"]) {
    const text = readFileSync(path.join(PROJECT_DIR, ".github/aws", name), "utf8");
    const { Statement } = JSON.parse(text) as PolicyDocument;

    it(`${name} is derived from the stacks (npm run deployer-policy -- --out .github/aws)`, () => {
      expect(JSON.parse(text)).to.deep.equal(JSON.parse(derived[name] ?? "{}"));
    });

    it(`${name} fits into a role`, () => {
      expect(text.replaceAll(/\s/g, "").length).to.be.below(MAX_POLICY_CHARS);
    });

    it(`${name} allows on * only actions without resource-level permissions`, () => {
      const wide = Statement.filter(({ Resource, Condition }) => Resource.includes("*") && Condition === undefined);
      expect(wide.flatMap(({ Action }) => Action).filter((action) => !unscoped.test(action))).to.deep.equal([]);
    });
  }
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
