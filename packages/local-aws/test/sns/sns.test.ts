import { once } from "node:events";

import { ListTopicsCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import type { ServiceCaller } from "../../src/targets";
import { rejectionName } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const alarms: ServiceCaller = {
  kind: "service",
  principal: "cloudwatch.amazonaws.com",
  sourceArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
  sourceAccount: "000000000000",
};
const allow = (action: string | readonly string[]) =>
  policy([{ Effect: "Allow", Principal: { Service: alarms.principal }, Action: action, Resource: "*" }]);

describe("SNS topics", () => {
  const suite = useCloud();
  const services = () => suite().cloud.services;
  const topic = (name: string) => {
    const { arn } = services().sns.createTopic(name);
    services().sns.configure(arn, { policy: allow("sns:Publish") });
    return arn;
  };

  it("delivers a published message to a queue, and emits an event", async () => {
    const { sns, sqs } = services();
    const topicArn = topic("kept");
    const queue = sqs.createQueue("alerts", {
      Policy: policy([
        { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "*" },
      ]),
    });
    sns.subscribe(topicArn, "sqs", queue.arn);
    const emitted = once(suite().cloud.events, "message");
    await suite().root.sns.send(new PublishCommand({ TopicArn: topicArn, Message: "on fire", Subject: "ALARM" }));
    await suite().cloud.idle();
    expect((await emitted)[0]).to.include({ topicArn, message: "on fire", subject: "ALARM" });
    const bodies = queue.messages.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies).to.have.length(1);
    expect(bodies[0]).to.include({ Type: "Notification", TopicArn: topicArn, Message: "on fire", Subject: "ALARM" });
  });

  it("refuses a service that the topic policy does not name, and a role without the permission", async () => {
    const topicArn = topic("closed");
    const events = { ...alarms, principal: "events.amazonaws.com" };
    expect(services().sns.refusal(topicArn, alarms)).to.equal(undefined);
    expect(services().sns.refusal(topicArn, events)).to.contain("sns:Publish");
    const stranger = suite().asRole("no-topics", []);
    const publish = stranger.sns.send(new PublishCommand({ TopicArn: topicArn, Message: "x" }));
    expect(await rejectionName(publish)).to.contain("AuthorizationError");
  });

  it("lists topics for a caller with the permission only", async () => {
    topic("listed-topic");
    const list = (statements: readonly object[]) =>
      suite().asRole(`lister-${statements.length}`, statements).sns.send(new ListTopicsCommand({}));
    expect(await rejectionName(list([]))).to.contain("AuthorizationError");
    const { Topics = [] } = await list([{ Effect: "Allow", Action: "sns:ListTopics", Resource: "*" }]);
    expect(Topics.map(({ TopicArn }) => TopicArn?.split(":").at(-1))).to.include("listed-topic");
  });

  it("subscribes with raw delivery and a filter, and refuses what it does not have", async () => {
    const { sqs } = services();
    const topicArn = topic("filtered");
    const principal = { Service: "sns.amazonaws.com" };
    const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: "*" };
    const queue = sqs.createQueue("raw", { Policy: policy([statement]) });
    const subscribe = (Attributes: Record<string, string>) =>
      suite().root.sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queue.arn, Attributes }),
      );
    const refused: readonly Record<string, string>[] = [
      { FilterPolicyScope: "MessageBody" },
      { RawMessageDelivery: "wrongvalue" },
      { FilterPolicy: "invalid" },
      { FilterPolicy: '{"kind":"a"}' },
      { FilterPolicy: '{"kind":[{"numeric":[">",1]}]}' },
    ];
    for (const attributes of refused) {
      expect(await rejectionName(subscribe(attributes)), JSON.stringify(attributes)).to.contain("InvalidParameter");
    }
    await subscribe({ RawMessageDelivery: "true", FilterPolicy: '{"kind":["a"]}' });
    for (const kind of ["a", "b"]) {
      const MessageAttributes = { kind: { DataType: "String", StringValue: kind } };
      await suite().root.sns.send(new PublishCommand({ TopicArn: topicArn, Message: kind, MessageAttributes }));
    }
    await suite().cloud.idle();
    expect(queue.messages.map(({ body }) => body)).to.deep.equal(["a"]);
  });

  it("refuses a subject of more than 100 characters, or other than ASCII", async () => {
    const topicArn = topic("subjects");
    const publish = (Subject: string) =>
      suite().root.sns.send(new PublishCommand({ TopicArn: topicArn, Message: "x", Subject }));
    await publish("x".repeat(100));
    for (const subject of ["x".repeat(101), "ü", " x", "a\nb"]) {
      expect(await rejectionName(publish(subject)), subject).to.contain("InvalidParameter");
    }
  });

  it("refuses a service on an encrypted topic until the key policy allows encryption and decryption", () => {
    const { sns, kms } = services();
    const topicArn = topic("encrypted");
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const refusal = (...actions: string[]) => {
      const key = kms.createKey({ ...spec, policy: actions.length === 0 ? kms.defaultPolicy() : allow(actions) });
      sns.configure(topicArn, { kmsKeyId: key.arn });
      return sns.refusal(topicArn, alarms);
    };
    expect(refusal()).to.contain("kms:GenerateDataKey");
    expect(refusal("kms:GenerateDataKey*")).to.contain("kms:Decrypt");
    expect(refusal("kms:GenerateDataKey*", "kms:Decrypt")).to.equal(undefined);
  });

  it("takes a source's account and ARN for the key of a topic from alarms, and not from EventBridge", () => {
    const { sns, kms } = services();
    const topicArn = topic("rules");
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const rule = {
      ...alarms,
      principal: "events.amazonaws.com",
      sourceArn: "arn:aws:events:us-east-1:000000000000:rule/r",
    };
    const Principal = { Service: [alarms.principal, rule.principal] };
    const refusals = (Condition: object) => {
      const statement = { Effect: "Allow", Principal, Resource: "*" };
      const key = kms.createKey({ ...spec, policy: policy([{ ...statement, Action: "kms:*", Condition }]) });
      sns.configure(topicArn, { kmsKeyId: key.arn, policy: policy([{ ...statement, Action: "sns:Publish" }]) });
      return [alarms, rule].map((source) => sns.refusal(topicArn, source) !== undefined);
    };
    expect(refusals({})).to.deep.equal([false, false]);
    expect(refusals({ StringEquals: { "aws:SourceAccount": "000000000000" } })).to.deep.equal([false, true]);
    expect(refusals({ ArnLike: { "aws:SourceArn": "arn:aws:*:us-east-1:000000000000:*" } })).to.deep.equal([
      false,
      true,
    ]);
  });

  it("says in SNS's words why a key cannot be used", async () => {
    const { sns, kms } = services();
    const topicArn = topic("keys");
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const key = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
    sns.configure(topicArn, { kmsKeyId: key.arn });
    const publish = new PublishCommand({ TopicArn: topicArn, Message: "x" });
    const allowed = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn };
    expect(await rejectionName(suite().asRole("keyless-publisher", [allowed]).sns.send(publish))).to.contain(
      "KMSAccessDenied",
    );
    key.enabled = false;
    expect(await rejectionName(suite().root.sns.send(publish))).to.contain("KMSDisabled");
    kms.scheduleDeletion(key.keyId, 7);
    expect(await rejectionName(suite().root.sns.send(publish))).to.contain("KMSInvalidState");
  });

  it("refuses every other service on a topic with the AWS managed key", () => {
    const topicArn = topic("own-key");
    services().sns.configure(topicArn, { kmsKeyId: "alias/aws/sns" });
    expect(services().sns.refusal(topicArn, alarms)).to.contain("needs a customer managed key");
  });
});
