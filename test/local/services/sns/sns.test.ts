import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AwsError } from "../../../../local/services/http/aws-error";
import { Iam } from "../../../../local/services/iam/iam";
import { Kms } from "../../../../local/services/kms/kms";
import { Sns } from "../../../../local/services/sns";
import type { Subscription } from "../../../../local/services/sns/types";
import { EventTargets, type EventTarget, type ServiceCaller } from "../../../../local/services/targets";
import { serviceContext } from "../support/context";

const topicArn = "arn:aws:sns:us-east-1:000000000000:image-alerts";
const queue = "arn:aws:sqs:us-east-1:000000000000:alerts";
const alarms: ServiceCaller = {
  kind: "service",
  principal: "cloudwatch.amazonaws.com",
  sourceArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
  sourceAccount: "000000000000",
};
const allow = (principal: object, action: string | string[], resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: resource }],
  });
const letAlarmsPublish = allow({ Service: "cloudwatch.amazonaws.com" }, "sns:Publish", topicArn);

describe("SNS", () => {
  let dataDir: string;
  let context = serviceContext();
  let iam: Iam;
  let kms: Kms;
  let sns: Sns;
  let received: { arn: string; payload: string }[];
  let refused: string | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "sns-"));
    context = serviceContext({ dataDir });
    iam = new Iam(context);
    kms = new Kms(context);
    received = [];
    refused = undefined;
    const queues: EventTarget = {
      refusal: () => refused,
      deliver: (arn, payload) => {
        received.push({ arn, payload });
        return Promise.resolve();
      },
    };
    const targets = new EventTargets();
    targets.register("sqs", queues);
    sns = new Sns(context, iam, kms, targets);
    sns.putTopic({ arn: topicArn, name: "image-alerts", displayName: "", policy: letAlarmsPublish, tags: {} });
  });

  afterEach(() => {
    sns.close();
    iam.close();
    kms.close();
    rmSync(dataDir, { recursive: true });
  });

  const subscribe = (change: Partial<Subscription> = {}) =>
    sns.subscribe({
      topicArn,
      protocol: "sqs",
      endpoint: queue,
      rawMessageDelivery: false,
      filterPolicyScope: "MessageAttributes",
      ...change,
    });
  const publish = async (message: string, attributes: Record<string, string> = {}) => {
    sns.publish(topicArn, message, alarms, { subject: "ALARM", attributes });
    await context.work.idle();
  };

  it("wraps a message for a queue, and hands it over as it is where that is asked for", async () => {
    subscribe();
    subscribe({ rawMessageDelivery: true });
    await publish("on fire");
    expect(received.map(({ arn }) => arn)).to.deep.equal([queue, queue]);
    expect(JSON.parse(received[0]?.payload ?? "")).to.include({
      Type: "Notification",
      TopicArn: topicArn,
      Subject: "ALARM",
      Message: "on fire",
    });
    expect(received[1]?.payload).to.equal("on fire");
  });

  it("records e-mails in place of sending them", async () => {
    subscribe({ protocol: "email", endpoint: "ops@example.org" });
    await publish("on fire");
    expect(sns.mail.map(({ endpoint, message }) => [endpoint, message.message])).to.deep.equal([
      ["ops@example.org", "on fire"],
    ]);
    expect(sns.messages.map(({ message }) => message)).to.deep.equal(["on fire"]);
  });

  it("filters by attributes and by the message's body", async () => {
    subscribe({ filterPolicy: { severity: ["high"] } });
    subscribe({ filterPolicy: { code: [{ prefix: "IMAGE_" }] }, filterPolicyScope: "MessageBody" });
    await publish("plain", { severity: "low" });
    expect(received).to.have.length(0);
    await publish("plain", { severity: "high" });
    expect(received).to.have.length(1);
    await publish('{"code":"IMAGE_CORRUPT"}');
    expect(received).to.have.length(2);
  });

  it("posts to an HTTP endpoint of this machine and to no other", async () => {
    const posted: string[] = [];
    const server = createServer((request, reply) => {
      posted.push(String(request.headers["x-amz-sns-topic-arn"]));
      request.resume().on("end", () => reply.end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    subscribe({ protocol: "http", endpoint: `http://127.0.0.1:${port}/hook` });
    await publish("x");
    server.close();
    server.closeAllConnections();
    expect(posted).to.deep.equal([topicArn]);
    const elsewhere = { protocol: "http", endpoint: "http://example.org/" } as const;
    expect(() => subscribe(elsewhere)).to.throw(AwsError, "reaches only this machine");
  });

  it("refuses a publisher that the topic's policy does not name", () => {
    const other = { ...alarms, principal: "events.amazonaws.com" };
    expect(() => sns.publish(topicArn, "x", other))
      .to.throw(AwsError)
      .with.property("code", "AuthorizationError");
    expect(sns.refusal(topicArn, other)).to.contain("sns:Publish");
    expect(sns.refusal(topicArn, alarms)).to.equal(undefined);
  });

  it("refuses a publisher that may not use the topic's key", () => {
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const key = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
    sns.putTopic({ ...sns.topic(topicArn), kmsKeyId: key.arn });
    expect(() => sns.publish(topicArn, "x", alarms))
      .to.throw(AwsError)
      .with.property("code", "KMSAccessDenied");
    key.policy = allow({ Service: "cloudwatch.amazonaws.com" }, ["kms:GenerateDataKey*", "kms:Decrypt"], "*");
    expect(sns.publish(topicArn, "x", alarms)).to.be.a("string");
    sns.putTopic({ ...sns.topic(topicArn), kmsKeyId: "alias/aws/sns" });
    expect(() => sns.publish(topicArn, "x", alarms)).to.throw(AwsError, "need a customer managed key");
  });

  it("keeps what cannot be delivered in the subscription's dead-letter queue", async () => {
    const faults: string[] = [];
    context.events.on("fault", ({ message }) => faults.push(message));
    const lambda = "arn:aws:lambda:us-east-1:000000000000:function:gone";
    subscribe({ protocol: "lambda", endpoint: lambda, deadLetterArn: queue });
    await publish("lost");
    expect(faults).to.have.length(1);
    expect(faults[0]).to.contain("there is no such target");
    expect(JSON.parse(received[0]?.payload ?? "")).to.include({ Message: "lost" });
  });

  it("refuses an empty message, one over 256 KB, and a subscription of an unknown kind", () => {
    expect(() => sns.publish(topicArn, "", alarms)).to.throw(AwsError, "Empty message");
    expect(() => sns.publish(topicArn, "x".repeat(262_145), alarms)).to.throw(AwsError, "too long");
    expect(sns.publish(topicArn, "x".repeat(262_144), alarms)).to.be.a("string");
    expect(() => subscribe({ endpoint: "nowhere" })).to.throw(AwsError, 'sqs endpoint "nowhere"');
    expect(() => subscribe({ protocol: "email", endpoint: "a@b.c", rawMessageDelivery: true })).to.throw(AwsError);
  });
});
