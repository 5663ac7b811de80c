import { PublishCommand, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { rejection } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:requests";

describe("requests to SNS", () => {
  const suite = useCloud();
  const sns = () => suite().root.sns;
  const problem = async (promise: Promise<unknown>) => {
    const { name, message } = await rejection(promise);
    return `${name}: ${message}`;
  };

  before(() => suite().cloud.services.sns.createTopic("requests"));

  it("name ARNs", async () => {
    const publish = (TopicArn: string) => problem(sns().send(new PublishCommand({ TopicArn, Message: "m" })));
    const few = (n: number) => `TopicArn Reason: An ARN must have at least 6 elements, not ${n}`;
    expect(await publish("requests"))
      .to.contain(`InvalidParameter`)
      .and.contain(few(1));
    expect(await publish("a:b")).to.contain(few(2));
    expect(await publish(`${TOPIC}-not`))
      .to.contain("NotFound")
      .and.contain("Topic does not exist");
    const unsubscribe = (SubscriptionArn: string) => sns().send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await problem(unsubscribe("x"))).to.contain("SubscriptionArn Reason: An ARN must have at least 6 elements");
    expect(await problem(unsubscribe(`${TOPIC}:no-identifier`))).to.contain("Invalid parameter: SubscriptionId");
    await unsubscribe(`${TOPIC}:00000000-0000-4000-8000-000000000000`);
  });

  it("have messages of 262,144 bytes at most, attributes included", async () => {
    const MessageAttributes = { attr1: { DataType: "Number", StringValue: "1" } };
    const publish = (bytes: number) =>
      sns().send(new PublishCommand({ TopicArn: TOPIC, Message: "a".repeat(bytes), MessageAttributes }));
    const most = 262_144 - "attr1Number1".length;
    await publish(most);
    expect(await problem(publish(most + 1))).to.contain("Invalid parameter: Message too long");
  });

  const attributes: readonly [title: string, name: string, value: object, message: string][] = [
    ["no text", "a", { DataType: "String", StringValue: "" }, "must contain non-empty message attribute value"],
    [
      "another type",
      "a",
      { DataType: "Text", StringValue: "x" },
      "supported type prefixes is Binary, Number, and String",
    ],
    [
      "bytes for a number",
      "a",
      { DataType: "Number", BinaryValue: Buffer.from("x") },
      "with type 'Number' must use field",
    ],
    ["a long name", "a".repeat(256), { DataType: "String", StringValue: "x" }, "must be less than 256 bytes"],
    ["a sign in its name", "a^", { DataType: "String", StringValue: "x" }, "Invalid non-alphanumeric character '#x5E'"],
    ["a dot before its name", ".a", { DataType: "String", StringValue: "x" }, "starting with character '.'"],
    ["a dot after its name", "a.", { DataType: "String", StringValue: "x" }, "ending with character '.'"],
    ["two dots in its name", "a..b", { DataType: "String", StringValue: "x" }, "successive '.' character"],
    [
      "bytes",
      "a",
      { DataType: "Binary", BinaryValue: Buffer.from("x") },
      "embedded SNS has no binary message attributes",
    ],
  ];
  for (const [title, name, value, message] of attributes) {
    it(`have no attribute with ${title}`, async () => {
      const MessageAttributes = { [name]: value as { DataType: string } };
      expect(await problem(sns().send(new PublishCommand({ TopicArn: TOPIC, Message: "m", MessageAttributes }))))
        .to.contain("InvalidParameterValueException")
        .and.contain(message);
    });
  }

  it("are refused by name where they ask for what is not done here", async () => {
    for (const more of [{ MessageStructure: "json" }, { MessageGroupId: "g" }]) {
      const publish = sns().send(new PublishCommand({ TopicArn: TOPIC, Message: "{}", ...more }));
      expect(await problem(publish)).to.contain(`does not have the parameter ${Object.keys(more)[0]}`);
    }
  });

  it("subscribe an endpoint once, with the attributes that it has", async () => {
    const { arn } = suite().cloud.services.sqs.createQueue("once", {});
    const subscribe = (more: object) =>
      sns().send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sqs", Endpoint: arn, ...more }));
    const raw = { Attributes: { RawMessageDelivery: "true" } };
    const { SubscriptionArn } = await subscribe(raw);
    expect([(await subscribe(raw)).SubscriptionArn, (await subscribe({})).SubscriptionArn]).to.deep.equal([
      SubscriptionArn,
      SubscriptionArn,
    ]);
    expect(await problem(subscribe({ Attributes: { RawMessageDelivery: "false" } }))).to.contain(
      "Attributes Reason: Subscription already exists with different attributes",
    );
    expect(await problem(subscribe({ Endpoint: "http://127.0.0.1/queue" }))).to.contain("SQS endpoint ARN");
    expect(await problem(subscribe({ Protocol: "test-protocol" }))).to.contain(
      "Amazon SNS does not support this protocol string: test-protocol",
    );
    expect(await problem(subscribe({ Protocol: "https" }))).to.contain("embedded SNS does not have the protocol https");
  });

  it("tell the ARN of a subscription that nobody has confirmed only who asks for it", async () => {
    const input = { TopicArn: TOPIC, Protocol: "email", Endpoint: "me@example.org" };
    expect((await sns().send(new SubscribeCommand(input))).SubscriptionArn).to.equal("pending confirmation");
    const asked = await sns().send(new SubscribeCommand({ ...input, ReturnSubscriptionArn: true }));
    expect(asked.SubscriptionArn).to.match(/^arn:aws:sns:.*:requests:[0-9a-f-]{36}$/);
  });

  it("hand the attributes of a raw message on to a queue", async () => {
    const { services } = suite().cloud;
    const principal = { Service: "sns.amazonaws.com" };
    const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: "*" };
    const queue = services.sqs.createQueue("raw-attributes", { Policy: policy([statement]) });
    const Attributes = { RawMessageDelivery: "true" };
    await sns().send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sqs", Endpoint: queue.arn, Attributes }));
    const MessageAttributes = { size: { DataType: "Number", StringValue: "7" } };
    await sns().send(new PublishCommand({ TopicArn: TOPIC, Message: "raw", MessageAttributes }));
    await suite().cloud.idle();
    const [message] = queue.messages;
    expect([message?.body, message?.messageAttributes]).to.deep.equal(["raw", MessageAttributes]);
  });
});
