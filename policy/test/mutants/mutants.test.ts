import { expect } from "chai";

import { messageOf } from "../../src/core/message";
import { rules } from "../../src/rules";
import { denyPlaintext } from "../support/documents";
import { evaluate } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { resource } from "../support/stack-fixture";
import { bucket, confusedDeputies, harmlessAccess, holders, openConditions, type Holder } from "./iam-access";
import { harmlessPermissions, wrongPermissions } from "./iam-permissions";
import { harmlessTrust, wrongTrust } from "./iam-trust";
import type { StatementCase } from "./statement-case";

/** What every rule of the pack says of one resource: the clause by the name of the rule. */
function findingsOf(type: string, properties: Record<string, unknown>): Record<string, string> {
  // Its ARN has the account that the statements trust.
  const other = resource("aws:ec2/vpc:Vpc", "net", { arn: "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1" });
  const stack = [resource(type, "it", properties), other];
  return Object.fromEntries(
    evaluate(rules, stack).map(({ policy, message }) => {
      const end = messageOf(ruleNamed(policy), "");
      return [policy, message.slice("it ".length, -end.length)];
    }),
  );
}

function documentOf(statement: StatementCase["statement"], defaults: object): string {
  const statements = Array.isArray(statement)
    ? (statement as object[])
    : [{ Effect: "Allow", ...defaults, ...statement }];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function withStatement(document: string, statement: object): string {
  const { Statement, ...others } = JSON.parse(document) as { Statement: object[] };
  return JSON.stringify({ ...others, Statement: [...Statement, statement] });
}

const inPolicy = ({ statement }: StatementCase) =>
  findingsOf("aws:iam/rolePolicy:RolePolicy", { role: "images", policy: documentOf(statement, {}) });
const inRole = ({ statement }: StatementCase) =>
  findingsOf("aws:iam/role:Role", { assumeRolePolicy: documentOf(statement, {}) });
/** What every bucket policy has: without it another rule reports the policy, too. */
const tlsOnly = denyPlaintext("s3:*", ["arn:aws:s3:::images", "arn:aws:s3:::images/*"]);
const inHolder = (holder: Holder, statement: StatementCase["statement"]) => {
  const stated = documentOf(statement, { Action: holder.action, Resource: "*" });
  const text = holder === bucket ? withStatement(stated, tlsOnly) : stated;
  const [property = "", inside] = holder.path.split(".");
  const compliant = holder.type.startsWith("aws:kms/externalKey") ? {} : undefined;
  return findingsOf(holder.type, { ...compliant, [property]: inside === undefined ? text : { [inside]: text } });
};

describe("mutants of IAM statements", () => {
  it("are enough, and each is another", () => {
    const wrong = [...wrongPermissions, ...wrongTrust, ...openConditions, ...confusedDeputies];
    const harmless = [...harmlessPermissions, ...harmlessTrust, ...harmlessAccess];
    expect(wrong.length + holders.length).to.be.at.least(90);
    expect(harmless.length).to.be.at.least(60);
    for (const cases of [wrong, harmless]) {
      const texts = cases.map(({ statement, ...each }) => JSON.stringify([statement, "holder" in each && each.holder]));
      expect(texts.filter((text, index) => texts.indexOf(text) !== index)).to.deep.equal([]);
    }
  });

  for (const mutant of wrongPermissions) {
    it(`permission: ${mutant.title}`, () => expect(inPolicy(mutant)).to.deep.equal(mutant.findings));
  }
  for (const mutant of wrongTrust) {
    it(`trust: ${mutant.title}`, () => expect(inRole(mutant)).to.deep.equal(mutant.findings));
  }
  for (const holder of holders) {
    it(`access: any principal may use ${holder.type}`, () => {
      expect(inHolder(holder, { Principal: "*" })).to.deep.equal({
        [holder.rule]: `${holder.clause ?? "allows any principal"} in statement 1`,
      });
    });
  }
  for (const { title, statement } of openConditions) {
    it(`access: any principal with ${title}`, () => {
      expect(inHolder(bucket, statement)).to.deep.equal({ [bucket.rule]: "allows any principal in statement 1" });
    });
  }
  for (const { title, statement, holder, findings } of confusedDeputies) {
    it(`access: ${holder.type} for ${title}`, () => expect(inHolder(holder, statement)).to.deep.equal(findings));
  }
});

describe("harmless variants of IAM statements", () => {
  for (const variant of harmlessPermissions) {
    it(`permission: ${variant.title}`, () => expect(inPolicy(variant)).to.deep.equal({}));
  }
  for (const variant of harmlessTrust) {
    it(`trust: ${variant.title}`, () => expect(inRole(variant)).to.deep.equal({}));
  }
  for (const { title, statement, holder } of harmlessAccess) {
    it(`access: ${holder.type} for ${title}`, () => expect(inHolder(holder, statement)).to.deep.equal({}));
  }
  for (const holder of holders) {
    it(`access: a role may use ${holder.type}`, () => {
      expect(inHolder(holder, { Principal: { AWS: "arn:aws:iam::123456789012:role/images" } })).to.deep.equal({});
    });
  }
});
