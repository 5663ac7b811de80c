import { expect } from "chai";

import { messageOf } from "../../src/core/message";
import { PackRun } from "../../src/core/pack-run";
import { encodeNote } from "../../src/core/program-notes";
import { evaluate, type EvaluationOptions, type Finding } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { resource, UNKNOWN } from "../support/stack-fixture";

const logGroup = (properties: Record<string, unknown>, name = "logs") =>
  resource("aws:cloudwatch/logGroup:LogGroup", name, properties);
const rules = ["logs-encryption", "logs-retention", "pack-unknown-values", "pack-exceptions"].map(ruleNamed);
const check = (stack: ReturnType<typeof logGroup>[], config: EvaluationOptions["config"] = {}) =>
  evaluate(rules, stack, { config });
const compliant = { retentionInDays: 30, kmsKeyId: "x" };

/** The finding of `logs-encryption` about a log group. */
const unencrypted = (name = "logs"): Finding => ({
  policy: "logs-encryption",
  level: "advisory",
  message: messageOf(ruleNamed("logs-encryption"), `${name} is not encrypted with a KMS key`),
  urn: logGroup({}, name).urn,
});

describe("pack-unknown-values", () => {
  const unknown = (...lines: string[]): Finding => ({
    policy: "pack-unknown-values",
    level: "advisory",
    message: ["Unknown in this preview, with the rules that check them in the update:", ...lines].join("\n"),
  });

  it("lists each unknown value once, with the rules that check it", () => {
    const identity = ["iam-resource-scoped", "iam-no-admin", "pack-unknown-values"].map(ruleNamed);
    const policy = resource("aws:iam/rolePolicy:RolePolicy", "policy", { policy: UNKNOWN });
    expect(evaluate(identity, [policy])).to.deep.equal([
      unknown("  policy, policy: iam-no-admin, iam-resource-scoped"),
    ]);
  });

  it("reports nothing where everything is known", () => {
    expect(check([logGroup(compliant)])).to.deep.equal([]);
  });

  it("does not suppress a finding about another resource", () => {
    const other = logGroup({ kmsKeyId: "x" }, "other");
    expect(check([logGroup({ retentionInDays: UNKNOWN, kmsKeyId: "x" }), other])).to.deep.equal([
      {
        policy: "logs-retention",
        level: "mandatory",
        message: messageOf(ruleNamed("logs-retention"), "other keeps logs indefinitely"),
        urn: other.urn,
      },
      unknown("  logs, retentionInDays: logs-retention"),
    ]);
  });

  it("lists every unknown value", () => {
    const stack = [
      logGroup({ retentionInDays: UNKNOWN, kmsKeyId: "x" }),
      logGroup({ retentionInDays: UNKNOWN, kmsKeyId: "x" }, "other"),
    ];
    expect(check(stack)).to.deep.equal([
      unknown("  logs, retentionInDays: logs-retention", "  other, retentionInDays: logs-retention"),
    ]);
  });

  it("lists the unknown parts of one document in one line", () => {
    const arn = { Effect: "Allow", Action: "s3:GetObject", Resource: UNKNOWN };
    const policy = resource("aws:iam/rolePolicy:RolePolicy", "policy", { policy: { Statement: [arn, arn, arn] } });
    const known = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::photos/*" };
    const other = resource("aws:iam/rolePolicy:RolePolicy", "other", { policy: { Statement: [known, arn] } });
    const identity = ["iam-resource-scoped", "iam-no-admin", "pack-unknown-values"].map(ruleNamed);
    expect(evaluate(identity, [policy, other])).to.deep.equal([
      unknown(
        "  policy, policy.Statement[0].Resource and 2 more in policy: iam-no-admin, iam-resource-scoped",
        "  other, policy.Statement[1].Resource: iam-no-admin, iam-resource-scoped",
      ),
    ]);
  });

  it("leaves out values of resources that are not in the stack", () => {
    evaluate([ruleNamed("logs-retention")], [logGroup({ retentionInDays: UNKNOWN })]);
    expect(check([logGroup(compliant, "other")])).to.deep.equal([]);
  });
});

describe("a value that a rule requires", () => {
  const names = ["logs-retention", "logs-encryption", "pack-undecided", "pack-unknown-values"];
  const judge = (
    config: EvaluationOptions["config"],
    stack = [logGroup({ retentionInDays: UNKNOWN, kmsKeyId: "x" })],
  ) =>
    evaluate(names.map(ruleNamed), stack, { config: config ?? {} }).map(({ policy, level, message }) => ({
      policy,
      level,
      message: message.split("\n").slice(0, 2),
    }));
  const undecided = (line: string) => ({
    policy: "pack-undecided",
    level: "mandatory",
    message: ["Unknown in this preview, with the rules that cannot decide without it:", `  ${line}`],
  });
  const noted = (line: string) => ({
    policy: "pack-unknown-values",
    level: "advisory",
    message: ["Unknown in this preview, with the rules that check them in the update:", `  ${line}`],
  });

  it("is a note where it is unknown, by default and where the rule says so", () => {
    const configs: EvaluationOptions["config"][] = [
      {},
      { "pack-undecided": { undecided: "advisory" } },
      { "pack-undecided": { undecided: "mandatory" }, "logs-retention": { undecided: "advisory" } },
    ];
    for (const config of configs)
      expect(judge(config), JSON.stringify(config)).to.deep.equal([noted("logs, retentionInDays: logs-retention")]);
  });

  it("is a finding where the rule or the pack says so, and no note then", () => {
    const configs: EvaluationOptions["config"][] = [
      { "logs-retention": { undecided: "mandatory" } },
      { "pack-undecided": { undecided: "mandatory" } },
      { "pack-undecided": { undecided: "mandatory" }, "logs-retention": { undecided: "inherited" } },
    ];
    for (const config of configs)
      expect(judge(config), JSON.stringify(config)).to.deep.equal([undecided("logs, retentionInDays: logs-retention")]);
  });

  it("stays a note of the other rules that need it", () => {
    const policy = resource("aws:iam/rolePolicy:RolePolicy", "policy", { policy: UNKNOWN });
    const rules = ["iam-no-admin", "iam-resource-scoped", "pack-undecided", "pack-unknown-values"].map(ruleNamed);
    const found = evaluate(rules, [policy], { config: { "iam-no-admin": { undecided: "mandatory" } } });
    expect(found.map(({ message }) => message.split("\n")[1])).to.deep.equal([
      "  policy, policy: iam-no-admin",
      "  policy, policy: iam-resource-scoped",
    ]);
  });

  it("is no finding where it is known, or its resource is gone", () => {
    const config = { "pack-undecided": { undecided: "mandatory" } };
    expect(judge(config, [logGroup(compliant)])).to.deep.equal([]);
    const run = new PackRun("strict");
    run.pending.add("logs-retention", "mandatory", { urn: "urn:other", name: "other" }, "retentionInDays");
    expect(evaluate([ruleNamed("pack-undecided")], [logGroup(compliant)], { run })).to.deep.equal([]);
  });
});

describe("pack-exceptions", () => {
  const violating = [logGroup({ retentionInDays: 30 })];
  const findings = (exception: object, stack = violating) =>
    check(stack, { "logs-encryption": { exceptions: [exception] } });
  const problem = (text: string): Finding => ({
    policy: "pack-exceptions",
    level: "advisory",
    message: `logs-encryption: the exception for ${text}.`,
  });
  const reason = "Looked at.";

  it("reports nothing about an exception that is in force and matches, by name or by URN", () => {
    expect(findings({ resource: "logs", reason })).to.deep.equal([]);
    expect(findings({ resource: "urn:pulumi:dev::*LogGroup::logs", reason, until: "2999-12-31" })).to.deep.equal([]);
  });

  it("reports an exception without a reason, which has no effect", () => {
    expect(findings({ resource: "logs", reason: " " })).to.deep.equal([unencrypted(), problem('"logs" has no reason')]);
    expect(findings({ resource: "logs" })).to.deep.equal([unencrypted(), problem('"logs" has no reason')]);
  });

  it("reports an expired exception, which has no effect", () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    expect(findings({ resource: "logs", reason, until: yesterday })).to.deep.equal([
      unencrypted(),
      problem(`"logs" expired on ${yesterday}`),
    ]);
  });

  it("is in force on its last day", () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(findings({ resource: "logs", reason, until: today })).to.deep.equal([]);
  });

  for (const until of [
    "tomorrow",
    "2999-02-30",
    "2999-13-01",
    "1.1.2999",
    "2999-01-01T00:00:00Z",
    "2999-01-01x",
    "x2999-01-01",
    "+012999-01-01",
  ]) {
    it(`reports the date "${until}", which has no effect`, () => {
      expect(findings({ resource: "logs", reason, until })).to.deep.equal([
        unencrypted(),
        problem(`"logs" has the date "${until}"; expected YYYY-MM-DD`),
      ]);
    });
  }

  const UNUSED = "matches no finding: remove it from the configuration, or name the stack that needs it in a URN";

  it("reports an exception that matches no finding, and only that", () => {
    expect(findings({ resource: "log", reason })).to.deep.equal([unencrypted(), problem(`"log" ${UNUSED}`)]);
    const used = { resource: "logs", reason };
    const both = { "logs-encryption": { exceptions: [used, { resource: "log", reason }] } };
    expect(check(violating, both)).to.deep.equal([problem(`"log" ${UNUSED}`)]);
  });

  it("reports an exception whose finding has been fixed, also in the next evaluation of the same pack", () => {
    const config = { "logs-encryption": { exceptions: [{ resource: "logs", reason }] } };
    const run = new PackRun("strict");
    expect(evaluate(rules, violating, { config, run })).to.deep.equal([]);
    expect(evaluate(rules, [logGroup(compliant)], { config, run })).to.deep.equal([problem(`"logs" ${UNUSED}`)]);
  });

  describe("of a rule with several findings about one resource", () => {
    const allowing = (...actions: string[]) =>
      resource("aws:iam/rolePolicy:RolePolicy", "policy", {
        policy: {
          Statement: [{ Sid: "Write", Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::photos/*" }],
        },
      });
    const wide = ["iam-no-service-wildcard", "pack-exceptions"].map(ruleNamed);
    const wildcards = (actions: string) =>
      messageOf(
        ruleNamed("iam-no-service-wildcard"),
        `policy allows the wildcard actions ${actions} in statement "Write"`,
      );
    const messages = (stack: ReturnType<typeof allowing>, exception: object) =>
      evaluate(wide, [stack], {
        config: { "iam-no-service-wildcard": { exceptions: [{ resource: "policy", reason, ...exception }] } },
      }).map(({ message }) => message);

    it("accepts the finding that it names, and no other of the same resource", () => {
      expect(messages(allowing("s3:*"), { finding: "Write/s3:*" })).to.deep.equal([]);
      expect(messages(allowing("s3:*", "dynamodb:*"), { finding: "Write/s3:*" })).to.deep.equal([
        wildcards("dynamodb:*"),
      ]);
    });

    it("is no pattern: s3:* does not accept s3:Get*", () => {
      expect(messages(allowing("s3:G*"), { finding: "Write/s3:*" })).to.deep.equal([
        wildcards("s3:G*"),
        'iam-no-service-wildcard: the exception for "policy" names the finding "Write/s3:*", which is none; the resource has "Write/s3:G*".',
      ]);
    });

    it("accepts nothing without a finding, and names those that exist", () => {
      expect(messages(allowing("s3:*", "sqs:*"), {})).to.deep.equal([
        wildcards("s3:*, sqs:*"),
        'iam-no-service-wildcard: the exception for "policy" names no finding; the resource has "Write/s3:*", "Write/sqs:*".',
      ]);
    });
  });

  it("reports nothing where the stack has no resource that the rule checks", () => {
    expect(findings({ resource: "logs", reason }, [resource("aws:ec2/vpc:Vpc", "net")])).to.deep.equal([]);
  });

  it("reports nothing about an exception for another stack", () => {
    const compliantStack = [logGroup(compliant)];
    expect(findings({ resource: "urn:pulumi:prod::*", reason }, compliantStack)).to.deep.equal([]);
    expect(findings({ resource: "*urn:pulumi:prod::*", reason }, compliantStack)).to.deep.equal([
      problem(`"*urn:pulumi:prod::*" ${UNUSED}`),
    ]);
    expect(findings({ resource: "urn:pulumi:d*::*", reason }, compliantStack)).to.deep.equal([
      problem(`"urn:pulumi:d*::*" ${UNUSED}`),
    ]);
  });

  it("does not accept the finding of a resource that the exception does not name", () => {
    const stack = [...violating, logGroup({ retentionInDays: 30 }, "other")];
    expect(findings({ resource: "logs", reason }, stack)).to.deep.equal([unencrypted("other")]);
  });
});

describe("exceptions that the program states", () => {
  const reason = "Looked at.";
  const stated = (rule: string, exception: object, name = "logs", properties: object = { retentionInDays: 30 }) =>
    resource(
      "aws:cloudwatch/logGroup:LogGroup",
      name,
      { ...properties },
      {
        options: { additionalSecretOutputs: [encodeNote({ rule, exception: exception })] },
      },
    );
  const { urn } = logGroup({});
  const problem = (text: string, rule = "logs-encryption"): Finding => ({
    policy: "pack-exceptions",
    level: "advisory",
    message: `${rule}: acknowledge() of "${urn}" ${text}.`,
  });

  it("accept the finding about their resource, and no other", () => {
    const other = logGroup({ retentionInDays: 30 }, "other");
    expect(check([stated("logs-encryption", { reason }), other])).to.deep.equal([unencrypted("other")]);
    expect(check([stated("logs-retention", { reason }, "logs", compliant), other])).to.deep.equal([
      unencrypted("other"),
      problem(
        "matches no finding: remove it from the program, or call it for the stack that needs it",
        "logs-retention",
      ),
    ]);
  });

  it("have no effect without a reason, or after their last day", () => {
    expect(check([stated("logs-encryption", { reason: " " })])).to.deep.equal([
      unencrypted(),
      problem("has no reason"),
    ]);
    expect(check([stated("logs-encryption", { reason, until: "2020-02-29" })])).to.deep.equal([
      unencrypted(),
      problem("expired on 2020-02-29"),
    ]);
  });

  it("accept one finding of several, by its id", () => {
    const policy = (finding: string) =>
      resource(
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {
          policy: {
            Statement: [{ Sid: "Write", Effect: "Allow", Action: ["s3:*", "sqs:*"], Resource: "arn:aws:s3:::a/*" }],
          },
        },
        {
          options: {
            additionalSecretOutputs: [encodeNote({ rule: "iam-no-service-wildcard", exception: { reason, finding } })],
          },
        },
      );
    const found = evaluate(["iam-no-service-wildcard", "pack-exceptions"].map(ruleNamed), [policy("Write/s3:*")]);
    expect(found.map(({ message }) => message.split(". ")[0])).to.deep.equal([
      'policy allows the wildcard actions sqs:* in statement "Write"',
    ]);
  });

  it("accept the findings about what is in a component, in a pack that checks it before the stack", () => {
    const component = resource(
      "image-pipeline:infra:Part",
      "part",
      {},
      {
        options: { additionalSecretOutputs: [encodeNote({ rule: "logs-encryption", exception: { reason } })] },
      },
    );
    const inner = resource("image-pipeline:infra:Inner", "inner", {}, { options: { parent: component.urn } });
    const inside = resource(
      "aws:cloudwatch/logGroup:LogGroup",
      "inside",
      { retentionInDays: 30 },
      {
        options: { parent: inner.urn },
      },
    );
    const outside = logGroup({ retentionInDays: 30 }, "outside");
    expect(check([component, inner, inside, outside])).to.deep.equal([unencrypted("outside")]);
  });

  it("end with their resource, in the next evaluation of the same pack", () => {
    const run = new PackRun("strict");
    expect(evaluate(rules, [stated("logs-encryption", { reason })], { run })).to.deep.equal([]);
    expect(evaluate(rules, [logGroup({ retentionInDays: 30 }, "new")], { run })).to.deep.equal([unencrypted("new")]);
    expect(evaluate(rules, [logGroup({ retentionInDays: 30 })], { run })).to.deep.equal([unencrypted()]);
  });

  it("are reported where the pack has no such rule, with the rule that may be meant", () => {
    const run = new PackRun(
      "strict",
      rules.map(({ name }) => name),
    );
    const misspelt = stated("logs-encrypton", { reason }, "logs", compliant);
    expect(evaluate(rules, [misspelt], { run })).to.deep.equal([
      problem('names no rule of the pack; "logs-encryption" may be meant', "logs-encrypton"),
    ]);
  });
});
