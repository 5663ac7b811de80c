import { expect } from "chai";
import type { PolicyStatement } from "../../../commands/deployer-policy/derive";
import { managedPolicies } from "../../../commands/deployer-policy/managed-policies";
import { isPolicyFile, policiesIn, policyFile } from "../../../commands/deployer-policy/policy-files";

/** A statement of a service that has about so many characters. */
const statement = (Sid: string, service: string, characters: number): PolicyStatement => ({
  ...{ Sid, Effect: "Allow", Action: [`${service}:Get`] },
  Resource: [`arn:aws:${service}:::${"x".repeat(characters - 100)}`],
});

const sids = (statements: readonly PolicyStatement[]) =>
  managedPolicies(statements).map(({ Statement }) => Statement.map(({ Sid }) => Sid).join(" "));

/** The exact number of characters of a policy with these statements. */
const charactersOf = (Statement: readonly PolicyStatement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement }).length;

describe("commands/deployer-policy: managed policies", () => {
  it("are one, with the services in alphabetical order, where one holds all", () => {
    expect(sids([statement("A", "sqs", 200), statement("B", "iam", 200), statement("C", "sqs", 200)])).to.deep.equal([
      "B A C",
    ]);
    expect(managedPolicies([])).to.deep.equal([{ Version: "2012-10-17", Statement: [] }]);
  });

  it("have at most 6,144 characters each, and not one less than they may", () => {
    const first = statement("A", "iam", 3000);
    const fitting = statement("B", "sqs", 3000);
    const missing = 6144 - charactersOf([first, fitting]);
    const [arn = ""] = fitting.Resource;
    const longer = (characters: number) => ({ ...fitting, Resource: [arn + "y".repeat(characters)] });
    expect(sids([first, longer(missing)])).to.deep.equal(["A B"]);
    expect(sids([first, longer(missing + 1)])).to.deep.equal(["A", "B"]);
  });

  it("keep what a service has together, and part it only where no policy holds it", () => {
    const queues = [statement("Q1", "sqs", 2000), statement("Q2", "sqs", 2000)];
    expect(sids([statement("R", "iam", 3000), ...queues])).to.deep.equal(["R", "Q1 Q2"]);
    const more = [...queues, statement("Q3", "sqs", 2000), statement("Q4", "sqs", 2000)];
    expect(sids([statement("R", "iam", 1500), ...more])).to.deep.equal(["R Q1 Q2", "Q3 Q4"]);
  });

  it("have statements of several services first", () => {
    const both = { ...statement("Anything", "sts", 200), Action: ["logs:DescribeLogGroups", "sts:GetCallerIdentity"] };
    expect(sids([statement("A", "apigateway", 200), both])).to.deep.equal(["Anything A"]);
  });

  it("are refused where a role cannot have them", () => {
    const code = (statements: PolicyStatement[]) => expect(() => managedPolicies(statements));
    code([statement("Buckets", "s3", 6200)])
      .to.throw(/at most 6144 characters.*got 62\d\d in Buckets/)
      .with.property("code", "POLICY_TOO_LARGE");
    const each = Array.from({ length: 11 }, (_, index) => statement(`S${index}`, `service${index}`, 6000));
    expect(managedPolicies(each.slice(1))).to.have.length(10);
    code(each)
      .to.throw(/at most 10 managed policies.*got 11/)
      .with.property("code", "POLICY_TOO_LARGE");
  });
});

describe("commands/deployer-policy: the files of policies", () => {
  it("are numbered from the second on", () => {
    expect([0, 1, 9].map((index) => policyFile("deployer", index))).to.deep.equal([
      ...["deployer-policy.json", "deployer-policy-2.json", "deployer-policy-10.json"],
    ]);
  });

  it("give their policies the names that the pages give them", () => {
    const files = { "deployer-policy.json": "1", "deployer-policy-2.json": "2", "previewer-policy.json": "3" };
    expect(policiesIn(files, "deployer")).to.deep.equal({
      ...{ "image-pipeline-deployer-policy": "1", "image-pipeline-deployer-policy-2": "2" },
    });
    expect(policiesIn(files, "previewer")).to.deep.equal({ "image-pipeline-previewer-policy": "3" });
  });

  it("are told from trust policies and from others", () => {
    const names = ["previewer-policy-2.json", "deployer-trust.json", "policy.json", "x-deployer-policy.json"];
    expect(names.filter((name) => isPolicyFile(name))).to.deep.equal(["previewer-policy-2.json"]);
    expect(names.filter((name) => isPolicyFile(name, "deployer"))).to.deep.equal([]);
  });
});
