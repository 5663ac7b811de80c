import { join } from "node:path";

import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Cloud } from "@image-pipeline/local-aws";
import { expect } from "chai";

import { bringUp, type BringUpOptions, type EngineError, type RunningStack, type StackSelector } from "../src";
import { TemporaryPrograms } from "./support/programs";

/** Resources that a cloud holds, of the services whose resources can be counted. */
function resourcesLeft({ services }: Cloud): number {
  const { apiGateway, iam, s3, sns } = services;
  const kept = [s3.buckets, iam.roles, sns.topics, sns.subscriptions, apiGateway.apis.apis];
  return kept.reduce((sum, { size }) => sum + size, 0);
}

describe("a Pulumi program of one's own", () => {
  const programs = new TemporaryPrograms();
  const running: RunningStack[] = [];

  const up = async (stack: StackSelector, options?: BringUpOptions) => {
    const started = await bringUp(stack, options);
    running.push(started);
    return started;
  };
  const client = ({ endpoint, region, credentials }: Cloud) => ({ endpoint, region, credentials });

  /** A second run finds nothing to do, and nothing is left after destroy. */
  async function updatesToTheSameAndGoes(stack: RunningStack) {
    const { create } = stack.run.changes;
    const second = await stack.update();
    expect(second.failure).to.equal(undefined);
    expect(second.changes).to.deep.equal({ same: create });
    expect(second.outputs).to.deep.equal(stack.run.outputs);
    const gone = await stack.destroy();
    expect(gone.failure).to.equal(undefined);
    expect(gone.changes).to.deep.equal({ delete: create });
    expect(gone.resources).to.deep.equal([]);
    expect(resourcesLeft(stack.cloud)).to.equal(0);
    // Nothing is left for the next run either.
    expect((await stack.update()).changes).to.deep.equal({ create });
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.close()));
  });
  after(() => programs.remove());

  it("of two buckets and a function copies an object from one to the other", async () => {
    const config = { prefix: "copies/" };
    const stack = await up({ projectDir: programs.copyOf("bucket-function"), stack: "dev", config });
    const { run, cloud } = stack;
    expect(run.failure).to.equal(undefined);
    expect(run.outputs).to.have.keys(["functionName", "inboxName", "outboxName"]);
    const { inboxName: inbox, outboxName: outbox } = run.outputs as Record<string, string>;
    expect(inbox).to.match(/^inbox-[0-9a-f]{7}$/);
    const lines: string[] = [];
    cloud.events.on("log", ({ line }) => lines.push(line));

    const s3 = new S3Client(client(cloud));
    await s3.send(new PutObjectCommand({ Bucket: inbox, Key: "note.txt", Body: "hello" }));
    await s3.send(new PutObjectCommand({ Bucket: inbox, Key: "image.png", Body: "not for the function" }));
    await cloud.idle();
    const copy = await s3.send(new GetObjectCommand({ Bucket: outbox, Key: "copies/note.txt" }));
    expect(await copy.Body?.transformToString()).to.equal("hello");
    expect(lines.filter((line) => line.includes("copied")).map((line) => line.split("\t").at(-1))).to.deep.equal([
      "copied note.txt",
    ]);
    // Both buckets hold objects: forceDestroy empties them.
    await updatesToTheSameAndGoes(stack);
  });

  it("of a topic and a queue passes on the messages that the filter lets through", async () => {
    const stack = await up({ projectDir: programs.copyOf("queue-topic"), stack: "dev", config: {} });
    const { run, cloud } = stack;
    expect(run.failure).to.equal(undefined);
    const { topicArn, queueUrl, place } = run.outputs as Record<string, string>;
    expect(place).to.equal("000000000000/us-east-1");

    const sns = new SNSClient(client(cloud));
    for (const kind of ["order", "invoice"]) {
      const attributes = { kind: { DataType: "String", StringValue: kind } };
      await sns.send(new PublishCommand({ TopicArn: topicArn, Message: kind, MessageAttributes: attributes }));
    }
    await cloud.idle();
    const sqs = new SQSClient(client(cloud));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
    );
    const bodies = Messages.map(({ Body = "" }) => JSON.parse(Body) as { Message: string; TopicArn: string });
    expect(bodies.map(({ Message, TopicArn }) => [Message, TopicArn])).to.deep.equal([["invoice", topicArn]]);
    await updatesToTheSameAndGoes(stack);
  });

  it("of an API and a table answers what the table holds", async () => {
    const config = { token: "hush", "aws:region": "eu-west-1" };
    const stack = await up({ projectDir: programs.copyOf("api-table"), stack: "test", config });
    const { run } = stack;
    expect(run.failure).to.equal(undefined);
    const { url, ...outputs } = run.outputs;
    expect(outputs).to.deep.include({ pageSize: 10, token: "hush" });
    expect(run.markedOutputs["token"]).not.to.equal("hush");
    expect(outputs["tableArn"]).to.match(/^arn:aws:dynamodb:eu-west-1:000000000000:table\/notes-table-[0-9a-f]{7}$/);

    const note = `${url as string}/7`;
    expect((await fetch(note)).status).to.equal(404);
    expect((await fetch(note, { method: "PUT", body: "remember the milk" })).status).to.equal(204);
    const answer = await fetch(note);
    expect([answer.status, await answer.text()]).to.deep.equal([200, "remember the milk"]);
    await updatesToTheSameAndGoes(stack);
  });

  it("is the same again from a data folder", async () => {
    const projectDir = programs.copyOf("queue-topic");
    const dataDir = join(projectDir, "..", "data");
    const first = await up({ projectDir, stack: "dev", config: {} }, { dataDir });
    const { create } = first.run.changes;
    await first.close();
    const second = await up({ projectDir, stack: "dev", config: {} }, { dataDir });
    expect(second.run.changes).to.deep.equal({ same: create });
    expect(second.run.outputs).to.deep.equal(first.run.outputs);
  });

  it("needs configuration for its stack, from a file or from the caller", async () => {
    const projectDir = programs.copyOf("queue-topic");
    let error: EngineError | undefined;
    await up({ projectDir, stack: "dev" }).catch((caught: EngineError) => (error = caught));
    expect(error?.code).to.equal("STACK_NOT_FOUND");
    expect(error?.message).to.contain('no stack "dev": no Pulumi.dev.yaml in');
  });

  it("needs its dependencies installed", async () => {
    let error: EngineError | undefined;
    await up({ projectDir: programs.of("", false), stack: "dev", config: {} }).catch(
      (caught: EngineError) => (error = caught),
    );
    expect(error?.code).to.equal("PROJECT_INVALID");
    expect(error?.message).to.match(/: @pulumi\/pulumi is not installed; run npm install there$/);
  });

  const refusals: [what: string, statement: string, message: RegExp][] = [
    [
      "a resource type",
      'new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" })',
      /^aws:ec2\/vpc:Vpc "vpc": .*does not know the resource type "aws:ec2\/vpc:Vpc".*README.*Pulumi CLI/,
    ],
    [
      "a resource type beside known ones",
      'new aws.sqs.RedrivePolicy("again", { queueUrl: queue.id, redrivePolicy: "{}" })',
      /does not know the resource type "aws:sqs\/redrivePolicy:RedrivePolicy"; it knows aws:sqs\/queue:Queue, aws:sqs\/queuePolicy:QueuePolicy/,
    ],
    [
      "a function of the package",
      "void aws.ec2.getVpc({ default: true })",
      /does not know the function "aws:ec2\/getVpc:getVpc".*README.*Pulumi CLI/,
    ],
    [
      "a property",
      'new aws.sqs.Queue("ordered", { fifoQueue: true })',
      /^aws:sqs\/queue:Queue "ordered" is refused:\n {2}fifoQueue: /,
    ],
    [
      "a managed policy",
      'new aws.iam.RolePolicyAttachment("all", { role: "r", policyArn: aws.iam.ManagedPolicy.AdministratorAccess })',
      /got "arn:aws:iam::aws:policy\/AdministratorAccess"; grant what is needed with aws\.iam\.RolePolicy/,
    ],
    [
      "a package",
      'new (class extends pulumi.CustomResource {})("random:index/randomId:RandomId", "id", {})',
      /no provider for package "random"/,
    ],
  ];
  for (const [what, statement, message] of refusals) {
    it(`is refused by name for ${what} that is not known`, async () => {
      const text = `
        import * as aws from "@pulumi/aws";
        import * as pulumi from "@pulumi/pulumi";
        const queue = new aws.sqs.Queue("queue");
        export const url = pulumi.interpolate\`\${queue.url}\`;
        ${statement};
      `;
      const stack = await up({ projectDir: programs.of(text), stack: "dev", config: {} });
      expect(stack.run.failure?.message).to.match(message);
      expect((await stack.destroy()).failure).to.equal(undefined);
      expect(resourcesLeft(stack.cloud)).to.equal(0);
    });
  }
});
