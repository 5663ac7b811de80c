import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { rejectionName } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

describe("SQS queues", () => {
  const suite = useCloud();
  const sqs = () => suite().root.sqs;

  async function queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
    const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl ?? "";
  }

  const send = (QueueUrl: string, MessageBody: string) => sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }));

  async function receive(QueueUrl: string, more: object = {}) {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
    );
    return Messages;
  }

  it("hides a received message until it is deleted or its visibility timeout ends", async () => {
    const url = await queue("hide");
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: "ü",
        MessageAttributes: { a: { DataType: "String", StringValue: "1" } },
      }),
    );
    const [message] = await receive(url, {
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      MessageAttributeNames: ["a"],
    });
    expect([message?.Body, message?.Attributes?.ApproximateReceiveCount]).to.deep.equal(["ü", "1"]);
    expect(message?.MessageAttributes?.a?.StringValue).to.equal("1");
    expect(await receive(url)).to.deep.equal([]);
    await sqs().send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const [again] = await receive(url);
    expect(again?.MessageAttributes).to.equal(undefined);
    await sqs().send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }));
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    expect(Attributes).to.include({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("waits for a message", async () => {
    const url = await queue("wait");
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await send(url, "late");
    expect((await waiting).map((m) => m.Body)).to.deep.equal(["late"]);
  });

  it("moves a message to the dead-letter queue after maxReceiveCount receives", async () => {
    const dead = await queue("dlq");
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dlq";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const url = await queue("main", { RedrivePolicy, VisibilityTimeout: "0" });
    await send(url, "poison");
    expect([(await receive(url)).length, (await receive(url)).length, (await receive(url)).length]).to.deep.equal([
      1, 1, 0,
    ]);
    expect((await receive(dead)).map((m) => m.Body)).to.deep.equal(["poison"]);
  });

  it("processes the entries of a batch separately", async () => {
    const url = await queue("batch");
    const Entries = [
      { Id: "a", MessageBody: "a" },
      { Id: "b", MessageBody: "" },
    ];
    const { Successful, Failed } = await sqs().send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect([Successful?.map((e) => e.Id), Failed?.map((e) => e.Id)]).to.deep.equal([["a"], ["b"]]);
  });

  it("refuses batches that are too long or have other ids, and messages with other characters", async () => {
    const url = await queue("limits");
    const batch = (Entries: { Id: string; MessageBody: string }[]) =>
      rejectionName(sqs().send(new SendMessageBatchCommand({ QueueUrl: url, Entries })));
    const half = "x".repeat(524_288);
    expect(await batch([half, `${half}x`].map((MessageBody, i) => ({ Id: `${i}`, MessageBody })))).to.contain(
      "BatchRequestTooLong",
    );
    for (const Id of ["a.b", "", "x".repeat(81)]) {
      expect(await batch([{ Id, MessageBody: "x" }]), Id).to.contain("InvalidBatchEntryId");
    }
    expect(await rejectionName(send(url, "a\u0001b"))).to.contain("InvalidMessageContents");
    await send(url, "a\tb\u{1F98A}");
  });

  it("refuses times out of range", async () => {
    const url = await queue("times");
    const late = new SendMessageCommand({ QueueUrl: url, MessageBody: "x", DelaySeconds: 901 });
    expect(await rejectionName(sqs().send(late))).to.contain("InvalidParameterValue");
    for (const more of [{ WaitTimeSeconds: 21 }, { VisibilityTimeout: 43_201 }, { WaitTimeSeconds: -1 }]) {
      expect(await rejectionName(receive(url, more)), JSON.stringify(more)).to.contain("InvalidParameterValue");
    }
  });

  it("refuses attributes out of range and FIFO queues", async () => {
    const url = await queue("range");
    const set = (Attributes: Record<string, string>) =>
      sqs().send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    await set({ MessageRetentionPeriod: "1209600" });
    expect(await rejectionName(set({ MessageRetentionPeriod: "1209601" }))).to.equal("InvalidAttributeValue");
    expect(await rejectionName(set({ RedrivePolicy: "{}" }))).to.equal("InvalidAttributeValue");
    expect(await rejectionName(queue("a.fifo", { FifoQueue: "true" }))).to.equal("UnsupportedOperation");
    expect(await rejectionName(send(url.replace("range", "none"), "x"))).to.equal("QueueDoesNotExist");
  });

  it("authorizes by the role's and the queue's policies", async () => {
    const url = await queue("guarded");
    const Resource = "arn:aws:sqs:us-east-1:000000000000:guarded";
    const sender = suite().asRole("sender", [{ Effect: "Allow", Action: "sqs:SendMessage", Resource }]).sqs;
    await sender.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }));
    expect(await rejectionName(sender.send(new ReceiveMessageCommand({ QueueUrl: url })))).to.equal("AccessDenied");
    const statement = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource };
    const tls = { ...statement, Condition: { Bool: { "aws:SecureTransport": "false" } } };
    const set = (Policy: string) =>
      sqs().send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
    await set(policy([tls]));
    await sender.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }));
    await set(policy([{ ...statement, Action: "sqs:SendMessage" }]));
    expect(await rejectionName(sender.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" })))).to.equal(
      "AccessDenied",
    );
  });

  it("sends to an encrypted queue with GenerateDataKey and Decrypt, receives with Decrypt", async () => {
    const { kms, sqs: queues } = suite().cloud.services;
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const key = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
    const QueueUrl = await queue("sealed", { KmsMasterKeyId: key.arn });
    const outcomes = async (...actions: string[]) => {
      const statements = [
        { Effect: "Allow", Action: "sqs:*", Resource: "*" },
        ...(actions.length === 0 ? [] : [{ Effect: "Allow", Action: actions, Resource: key.arn }]),
      ];
      const { sqs: client } = suite().asRole(`sealed-${actions.join("-").replaceAll(":", "")}`, statements);
      const results = await Promise.allSettled([
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" })),
        client.send(new ReceiveMessageCommand({ QueueUrl })),
      ]);
      return results.map((result) => (result.status === "fulfilled" ? "done" : (result.reason as Error).name));
    };
    expect(await outcomes()).to.deep.equal(["KmsAccessDenied", "KmsAccessDenied"]);
    expect(await outcomes("kms:GenerateDataKey")).to.deep.equal(["KmsAccessDenied", "KmsAccessDenied"]);
    expect(await outcomes("kms:Decrypt")).to.deep.equal(["KmsAccessDenied", "done"]);
    expect(await outcomes("kms:GenerateDataKey", "kms:Decrypt")).to.deep.equal(["done", "done"]);
    const rule = {
      kind: "service",
      principal: "events.amazonaws.com",
      sourceArn: "arn:aws:events:us-east-1:000000000000:rule/r",
    } as const;
    const source = { ...rule, sourceAccount: "000000000000" };
    const service = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Resource: "*" };
    await sqs().send(
      new SetQueueAttributesCommand({
        QueueUrl,
        Attributes: { Policy: policy([{ ...service, Action: "sqs:SendMessage" }]) },
      }),
    );
    const arn = "arn:aws:sqs:us-east-1:000000000000:sealed";
    expect(queues.refusal(arn, source)).to.contain("kms:GenerateDataKey");
    const Condition = {
      StringEquals: { "aws:SourceAccount": "000000000000" },
      ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" },
    };
    key.policy = policy([{ ...service, Action: ["kms:GenerateDataKey", "kms:Decrypt"], Condition }]);
    expect(queues.refusal(arn, source)).to.equal(undefined);
    await sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { KmsMasterKeyId: "alias/aws/sqs" } }));
    expect(queues.refusal(arn, source)).to.contain("needs a customer managed key");
  });
});
