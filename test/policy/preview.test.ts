import { expect } from "chai";
import { bringUp } from "../../packages/local-pulumi/src";
import type { RunResult } from "../../packages/local-pulumi/src/engine/run-stack";
import { TemporaryPrograms } from "../../packages/local-pulumi/test/support/programs";
import { builtPack } from "../support/policy/packs";

/** A queue that anybody may send to, in a policy with an ARN that a preview does not know. */
const program = (first: string) => `
import * as aws from "@pulumi/aws";
import { acknowledge, judgeDocuments } from "aws-serverless-guardrails/program";
${first}
const door = new aws.sqs.Queue("door", { sqsManagedSseEnabled: true });
const policy = new aws.sqs.QueuePolicy("door-policy", {
  queueUrl: door.url,
  policy: {
    Version: "2012-10-17",
    Statement: [{ Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: door.arn }],
  },
});
`;

describe("a preview in the embedded engine, with the policy pack", () => {
  const programs = new TemporaryPrograms();
  let policyPack: string;
  before(() => (policyPack = builtPack()));
  after(() => programs.remove());

  const run = async (text: string, dryRun = true): Promise<RunResult> => {
    const running = await bringUp({ projectDir: programs.of(text), stack: "dev", config: {} }, { policyPack, dryRun });
    await running.close();
    return running.run;
  };
  const mandatory = ({ policy }: RunResult) =>
    policy?.findings.filter(({ level }) => level === "mandatory").map(({ policy: rule }) => rule);

  it("stops a public principal beside an unknown ARN, which passes without judgeDocuments()", async () => {
    const [judged, unjudged] = await Promise.all([
      run(program("judgeDocuments();")),
      run(program("void [acknowledge, judgeDocuments];")),
    ]);
    expect(mandatory(judged)).to.deep.equal(["sqs-not-public"]);
    expect(judged.failure).to.have.property("code", "POLICY_VIOLATION");
    expect(mandatory(unjudged)).to.deep.equal([]);
    expect(unjudged.failure).to.equal(undefined);
  });

  it("goes on where the program accepts it, and so does the update", async () => {
    const accepted = `${program("judgeDocuments();")}acknowledge(policy, "sqs-not-public", { reason: "For visitors.", finding: "Open/*" });`;
    const [preview, update] = await Promise.all([run(accepted), run(accepted, false)]);
    for (const { failure, policy } of [preview, update]) {
      expect(failure).to.equal(undefined);
      expect(policy?.findings.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
    }
    expect(update.resources.filter(({ urn }) => urn.endsWith("::door-policy"))).to.have.length(1);
  });

  it("has one finding about the managed policies that a CallbackFunction attaches to its own role", async () => {
    const { policy } = await run(`
import * as aws from "@pulumi/aws";
const { AWSLambdaBasicExecutionRole, AWSXRayDaemonWriteAccess } = aws.iam.ManagedPolicy;
const policies = [AWSLambdaBasicExecutionRole, AWSXRayDaemonWriteAccess];
// Older providers' own default is a runtime that Lambda does not take any more.
const runtime = "nodejs22.x";
new aws.lambda.CallbackFunction("hello", { policies, runtime, callback: () => Promise.resolve("hello") });
`);
    const found = policy?.findings.filter((each) => each.policy === "iam-no-managed-full-access") ?? [];
    expect(found.map(({ urn = "" }) => urn.split("::").slice(-2))).to.deep.equal([["aws:iam/role:Role", "hello"]]);
    expect(found[0]?.message).to.contain(
      "hello attaches the AWS managed policies AWSXRayDaemonWriteAccess, service-role/AWSLambdaBasicExecutionRole.",
    );
  });
});
