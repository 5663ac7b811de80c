import { expect } from "chai";

import { takeAcknowledgementProblems } from "../../src/core/acknowledgement-book";
import { takePendingValues } from "../../src/core/pending-values";
import { evaluate, type EvaluationOptions } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { resource, UNKNOWN } from "../support/stack-fixture";

const group = (properties: Record<string, unknown>, stack = "dev") =>
  resource("aws:cloudwatch/logGroup:LogGroup", "logs", properties, { stack });
const rules = ["logs-encryption", "logs-retention", "pack-unknown-values", "pack-acknowledgements"].map(ruleNamed);
const ask = (stack: ReturnType<typeof group>[], config: EvaluationOptions["config"] = {}) =>
  evaluate(rules, stack, { config });

beforeEach(() => {
  takePendingValues();
  takeAcknowledgementProblems();
});

describe("pack-unknown-values", () => {
  it("says of each value once that it is not known, and who will check it", () => {
    const identity = ["iam-no-admin", "iam-resource-scoped", "pack-unknown-values"].map(ruleNamed);
    const findings = evaluate(identity, [resource("aws:iam/rolePolicy:RolePolicy", "policy", { policy: UNKNOWN })]);
    expect(findings).to.have.length(1);
    expect(findings[0]).to.include({ policy: "pack-unknown-values", level: "advisory" });
    expect(findings[0]!.message).to.contain("policy, policy: iam-no-admin, iam-resource-scoped");
  });

  it("is silent where everything is known", () => {
    expect(ask([group({ retentionInDays: 30, kmsKeyId: "x" })])).to.deep.equal([]);
  });

  it("does not keep a known fault of another resource back", () => {
    const findings = ask([
      group({ retentionInDays: UNKNOWN, kmsKeyId: "x" }),
      { ...group({ kmsKeyId: "x" }), urn: "urn:pulumi:dev::p::t::other", name: "other" },
    ]);
    expect(findings.map(({ policy }) => policy)).to.deep.equal(["logs-retention", "pack-unknown-values"]);
  });
});

describe("pack-acknowledgements", () => {
  const acknowledge = (acknowledgement: object) => ({ "logs-encryption": { acknowledge: [acknowledgement] } });
  const fault = [group({ retentionInDays: 30 })];
  const reported = (acknowledgement: object, stack = fault) =>
    ask(stack, acknowledge(acknowledgement)).map(({ policy, message }) => `${policy}: ${message}`);

  it("has nothing to say of one that is in force and matches, by name or by URN", () => {
    expect(reported({ resource: "logs", reason: "Looked at." })).to.deep.equal([]);
    expect(
      reported({ resource: "urn:pulumi:dev::*LogGroup::logs", reason: "Looked at.", until: "2999-12-31" }),
    ).to.deep.equal([]);
  });

  it("reports one without a reason, which counts for nothing", () => {
    const [finding, problem] = reported({ resource: "logs", reason: " " });
    expect(finding).to.match(/^logs-encryption: logs is encrypted/);
    expect(problem).to.equal('pack-acknowledgements: logs-encryption: the acknowledgement of "logs" has no reason.');
  });

  it("reports one that is past its date, which counts for nothing", () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const [finding, problem] = reported({ resource: "logs", reason: "Looked at.", until: yesterday });
    expect(finding).to.match(/^logs-encryption/);
    expect(problem).to.match(new RegExp(`ended on ${yesterday}`));
  });

  it("takes the last day in", () => {
    expect(
      reported({ resource: "logs", reason: "Looked at.", until: new Date().toISOString().slice(0, 10) }),
    ).to.deep.equal([]);
  });

  it("reports one with a date that there is not", () => {
    for (const until of ["tomorrow", "2026-02-30", "2026-13-01", "1.1.2030"]) {
      expect(reported({ resource: "logs", reason: "Looked at.", until }).join("\n"), until).to.contain(
        `"${until}" where a day is expected`,
      );
    }
  });

  it("reports one that matches nothing", () => {
    const [finding, problem] = reported({ resource: "log", reason: "Looked at." });
    expect(finding).to.match(/^logs-encryption/);
    expect(problem).to.match(/"log" matches no finding/);
  });

  it("reports one whose finding is gone", () => {
    expect(
      reported({ resource: "logs", reason: "Looked at." }, [group({ retentionInDays: 30, kmsKeyId: "x" })]).join(),
    ).to.match(/matches no finding/);
  });

  it("leaves one alone where the stack has nothing for its rule to judge", () => {
    expect(reported({ resource: "logs", reason: "Looked at." }, [resource("aws:ec2/vpc:Vpc", "net")])).to.deep.equal(
      [],
    );
  });

  it("leaves one alone that names another stack", () => {
    const other = { resource: "urn:pulumi:prod::*", reason: "Looked at." };
    expect(reported(other, [group({ retentionInDays: 30, kmsKeyId: "x" })])).to.deep.equal([]);
  });
});
