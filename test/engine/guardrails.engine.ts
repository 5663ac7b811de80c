import { expect } from "chai";
import { prepareAccount } from "../../commands/stack/account";
import { startCloud } from "../../packages/local-aws/src/cloud";
import { makeAwsProvider } from "../../packages/local-pulumi/src/aws-provider";
import { serveProvider } from "../../packages/local-pulumi/src/provider-server";
import { expectSuccess, mandatory } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { PackedPack } from "./support/packed-pack";
import { Pulumi } from "./support/pulumi";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

/** Queues that anyone may send to, by policies with an ARN that is unknown in a preview: an object, and a text. */
const OPEN_QUEUE = `
import * as aws from "@pulumi/aws";
import { documentText } from "aws-serverless-guardrails/program";
const door = new aws.sqs.Queue("door", { sqsManagedSseEnabled: true });
new aws.sqs.QueuePolicy("door-policy", {
  queueUrl: door.url,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: door.arn },
      {
        Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: door.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  },
});
const window = new aws.sqs.Queue("window", { sqsManagedSseEnabled: true });
new aws.sqs.QueuePolicy("window-policy", {
  queueUrl: window.url,
  policy: documentText({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: window.arn },
      {
        Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: window.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  }),
});`;

describe("the real engine: the policy pack, packed and unpacked elsewhere", () => {
  let pack: PackedPack;
  before(() => void (pack = new PackedPack()));
  after(() => pack.remove());

  /** Another program, in a cloud of its own. */
  async function start(name: string) {
    const copy = pack.program(name);
    const cloud = await startCloud();
    prepareAccount(cloud);
    const server = await serveProvider(makeAwsProvider(cloud, copy.dir));
    const pulumi = new Pulumi(copy.dir, name, server.port);
    await pulumi.init("dev");
    const close = async () => {
      await server.close();
      await cloud.close();
      pulumi.remove();
    };
    return { copy, pulumi, close };
  }

  describe("over this program", () => {
    let under: StackUnderTest;
    before(async () => {
      under = await StackUnderTest.start({ name: "guardrails", stack: "dev", config: uploadsOnly });
    });
    after(() => under.close());

    it("stops public principals beside unknown ARNs in the preview, and finds nothing in the program itself", async () => {
      const restore = under.project.append(OPEN_QUEUE);
      const args = ["preview", "--policy-pack", pack.dir, "--policy-pack-config", "policy-config.json"];
      const preview = await under.command(args);
      restore();
      expect(preview.code, preview.stdout).to.not.equal(0);
      expect(mandatory(preview)).to.include.members(["sqs-not-public door-policy", "sqs-not-public window-policy"]);
      expect(mandatory(preview).filter((finding) => !/ (door|window)(-policy)?$/.test(finding))).to.deep.equal([]);
    });
  });

  describe("over a program for containers, which calls it", () => {
    inOrder();
    let worker: Awaited<ReturnType<typeof start>>;
    const edit = (from: string | RegExp, to: string) => worker.copy.edit(from, to);
    const run = (...args: string[]) => worker.pulumi.run("dev", [...args, "--policy-pack", pack.dir]);

    before(async () => void (worker = await start("queue-worker")));
    after(() => worker.close());

    it("finds nothing in its first preview, in which an acknowledged finding is seen", async () => {
      const preview = await run("preview");
      expectSuccess(preview);
      expect(preview.findings.map(({ policyName }) => policyName)).to.deep.equal(["pack-unknown-values"]);
      const restore = edit(/acknowledge\(work[^;]*;/, "void acknowledge;");
      const without = await run("preview");
      restore();
      expect(mandatory(without)).to.deep.equal(["iam-no-service-wildcard work"]);
    });

    it("stops a public principal in the preview, which passes without judgeDocuments()", async () => {
      const restorePrincipal = edit('Principal: { Service: "s3.amazonaws.com" }', 'Principal: "*"');
      const restoreCondition = edit('Condition: { ArnEquals: { "aws:SourceArn": uploads.arn } },', "");
      const judged = await run("preview");
      edit("judgeDocuments();", "void judgeDocuments;");
      edit(/acknowledge\(work[^;]*;/, "void acknowledge;");
      const unjudged = await run("preview");
      restoreCondition();
      restorePrincipal();
      expect(judged.code).to.not.equal(0);
      expect(mandatory(judged)).to.deep.equal(["sqs-not-public jobs-policy"]);
      expectSuccess(unjudged);
    });

    it("deploys it, and leaves no document in its state", async () => {
      expectSuccess(await run("up", "--yes", "--skip-preview"));
      const { resources = [] } = await worker.pulumi.exportState("dev");
      const noted = resources.filter(({ additionalSecretOutputs = [] }) => additionalSecretOutputs.length > 0);
      expect(noted.map(({ urn }) => urn.split("::").at(-1))).to.deep.equal(["work"]);
      expect(JSON.stringify(noted[0]?.additionalSecretOutputs)).to.contain("Tag/s3:PutObject*");
      expect(JSON.stringify(resources)).to.not.contain("documents");
    });

    it("has nothing to change then, nor where the program no longer calls it", async () => {
      expectSuccess(await run("preview", "--expect-no-changes"));
      edit("judgeDocuments();", "void judgeDocuments;");
      edit(/acknowledge\(work[^;]*;/, "void acknowledge;");
      expectSuccess(await worker.pulumi.run("dev", ["preview", "--expect-no-changes"]));
    });
  });

  describe("over a program in JavaScript, which does not call it", () => {
    it("finds its one mistake with the rules that are on by default", async () => {
      const program = await start("table-function");
      const preview = await program.pulumi.run("dev", ["preview", "--policy-pack", pack.dir]);
      await program.close();
      expect(preview.code, preview.stdout).to.not.equal(0);
      expect(mandatory(preview)).to.deep.equal(["lambda-permission-scoped anybody"]);
    });
  });
});
