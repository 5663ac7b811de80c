import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { startPolicyPack } from "../../src/policy-host/pack-client";
import type { PolicyPack } from "../../src/policy-host/types";
import { MutableStack } from "../../../../test/support/policy/mutable-stack";
import { builtPack, TemporaryFolders } from "../../../../test/support/policy/packs";
import { realStack, type RealStack } from "../../../../test/support/policy/real-stack";
import { rules } from "../../../../policy/src/rules";
import { resource, UNKNOWN } from "../../../../policy/test/support/stack-fixture";

const CONFIG_FILE = join(__dirname, "../../../../policy-config.json");
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const text = (content: string) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: content });
const archive = (assets: object) => ({ [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", assets });

async function findingsOf(pack: PolicyPack, { resources, inputs }: RealStack) {
  const single = await Promise.all(
    resources.map((each) => pack.analyze({ ...each, properties: inputs.get(each.urn) ?? each.properties })),
  );
  return [...single.flat(), ...(await pack.analyzeStack(resources))];
}

describe("the project's pack over its wire", () => {
  const folders = new TemporaryFolders();
  let pack: PolicyPack;
  let real: RealStack;

  before(async () => {
    pack = await startPolicyPack(builtPack(), { configFile: CONFIG_FILE, stack: "prod", project: "image-pipeline" });
    real = await realStack("prod");
  });
  after(async () => {
    await pack.close();
    folders.remove();
  });

  it("serves every rule file, those about other rules last", () => {
    const { version } = JSON.parse(readFileSync(join(builtPack(), "package.json"), "utf8")) as { version: string };
    expect(pack).to.include({ name: "aws-serverless-guardrails", version });
    expect(pack.rules.map(({ name }) => name)).to.deep.equal(rules.map(({ name }) => name));
  });

  it("finds nothing in the real stack", async () => {
    expect(await findingsOf(pack, real)).to.deep.equal([]);
  });

  const faults: [title: string, rule: string, apply: (stack: MutableStack) => void][] = [
    [
      "a flag of the public access block",
      "s3-block-public-access",
      (stack) => stack.set("BucketPublicAccessBlock", "source", "blockPublicAcls", false),
    ],
    ["the sibling that keeps versions", "s3-versioning", (stack) => stack.remove("BucketVersioning", "source")],
    [
      "an action",
      "iam-no-service-wildcard",
      (stack) => stack.editStatement("RolePolicy", "process-policy", "policy", "WriteObjects", { Action: "s3:P*" }),
    ],
    ["a runtime", "lambda-runtime", (stack) => stack.set("Function", "process", "runtime", "nodejs16.x")],
  ];
  for (const [title, rule, apply] of faults) {
    it(`refuses the stack with a fault in ${title}`, async () => {
      const stack = new MutableStack(real);
      apply(stack);
      const findings = await findingsOf(pack, stack);
      expect(findings.map(({ policy, level }) => ({ policy, level }))).to.deep.equal([
        { policy: rule, level: "mandatory" },
      ]);
      expect(findings[0]?.message).to.match(/\. [A-Z]/);
    });
  }

  it("reads the value of a secret, and goes on after an unknown value", async () => {
    const properties = {
      runtime: UNKNOWN,
      memorySize: 512,
      timeout: 5,
      architectures: ["arm64"],
      reservedConcurrentExecutions: 1,
      tracingConfig: { mode: "PassThrough" },
      tags: { Project: "p", Stack: "s", Environment: "e", ManagedBy: "m" },
      environment: { variables: { DB_PASSWORD: secret("hunter2") } },
    };
    const fn = resource("aws:lambda/function:Function", "fn", properties);
    const findings = await pack.analyze(fn);
    expect(findings.map(({ policy }) => policy)).to.deep.equal(["lambda-environment", "lambda-tracing"]);
    expect(findings.map(({ message }) => message).join()).not.to.contain("hunter2");
    const [note, ...others] = (await pack.analyzeStack([fn])).filter(({ policy }) => policy === "pack-unknown-values");
    expect(note?.message).to.contain("fn, runtime: lambda-runtime");
    expect(others).to.deep.equal([]);
  });

  it("remediates at the level remediate, and loses neither code nor secrets nor unknown values", async () => {
    const remediate = join(
      folders.with({
        "config.json": JSON.stringify({
          "pack-profile": { profile: "strict" },
          "lambda-tracing": "remediate",
          "logs-retention": { enforcementLevel: "remediate", minDays: 100 },
          "required-tags": { enforcementLevel: "remediate", tags: ["Project", "Owner"], values: { Owner: "platform" } },
        }),
      }),
      "config.json",
    );
    const repairing = await startPolicyPack(builtPack(), { configFile: remediate });
    try {
      const code = archive({ "__index.js": text("exports.handler = 1"), inner: archive({ "a.txt": text("a") }) });
      const variables = secret({ A: "b" });
      const tags = { Project: UNKNOWN };
      const fn = await repairing.remediate(
        resource("aws:lambda/function:Function", "fn", { code, role: UNKNOWN, environment: { variables }, tags }),
      );
      expect(fn.properties).to.deep.equal({
        code,
        role: UNKNOWN,
        environment: { variables },
        tags: { Project: UNKNOWN, Owner: "platform" },
        tracingConfig: { mode: "Active" },
      });
      expect(fn.remediations.map(({ policy }) => policy)).to.deep.equal(["lambda-tracing", "required-tags"]);

      const group = await repairing.remediate(
        resource("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 7 }),
      );
      expect(group.properties).to.deep.equal({ retentionInDays: 120, tags: { Owner: "platform" } });
      const left = await repairing.analyze(resource("aws:cloudwatch/logGroup:LogGroup", "logs", group.properties));
      expect(left.map(({ policy, level }) => `${level} ${policy}`)).to.deep.equal([
        "advisory logs-encryption",
        "mandatory required-tags",
      ]);
    } finally {
      await repairing.close();
    }
  });
});
