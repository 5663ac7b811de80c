import { expect } from "chai";

import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, KEY_ARN, statementsOf, TABLE_ARN } from "./deployed-stack";

const webhook = { url: "https://example.org/hook", secretName: "hooks/images" };
const ARN = "arn:aws:%:eu-central-1:123456789012";
const arn = (service: string, rest: string) => `${ARN.replace("%", service)}:${rest}`;
const STREAM_ARN = `${TABLE_ARN}/stream/2026-01-01T00:00:00.000`;
const queueArn = (name: string) => arn("sqs", `images-notify-${name}-queue-1a2b3c4`);

/** Statements of a function's role, as `Sid: actions resource`. */
const grantsOf = (stack: Registrations, name: string) =>
  statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", `${name}-policy`).inputs.policy)
    .filter(({ Sid }) => Sid !== "WriteTraces")
    .map(({ Sid, Action, Resource, Condition }) => [
      Sid,
      Action,
      Resource,
      ...(Condition === undefined ? [] : [Condition]),
    ]);

describe("what tells of images", () => {
  let events: Registrations;
  let everything: Registrations;
  before(async () => {
    events = await deploy({ notify: "true" });
    everything = await deploy({ notify: JSON.stringify({ webhook }), encryption: "kms" });
  });

  it("is not there unless the stack's config asks for it, and then the table has a stream", async () => {
    const plain = await deploy();
    expect(plain.one("aws:dynamodb/table:Table").inputs).not.to.have.any.keys("streamEnabled", "streamViewType");
    const functions = plain.ofType("aws:lambda/function:Function").map(({ name }) => name);
    expect(functions.filter((name) => name.startsWith("image-notify"))).to.deep.equal([]);
    for (const stack of [events, everything]) {
      expect(stack.one("aws:dynamodb/table:Table").inputs).to.include({
        streamEnabled: true,
        streamViewType: "NEW_AND_OLD_IMAGES",
      });
    }
    expect(events.ofType("aws:cloudwatch/eventRule:EventRule")).to.deep.equal([]);
  });

  it("reads the table's stream from its beginning, for as long as it keeps a record but for an hour", () => {
    const { inputs } = events.one("aws:lambda/eventSourceMapping:EventSourceMapping", "images-notify-mapping");
    expect(inputs).to.deep.include({
      eventSourceArn: STREAM_ARN,
      functionName: "image-notify-announce",
      startingPosition: "TRIM_HORIZON",
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: 23 * 3600,
      functionResponseTypes: ["ReportBatchItemFailures"],
      destinationConfig: { onFailure: { destinationArn: queueArn("unannounced") } },
    });
  });

  it("may publish its own events alone, and nothing else but what reading a stream takes", () => {
    expect(grantsOf(events, "images-notify-announce")).to.deep.equal([
      [
        "ReadStream",
        ["DescribeStream", "GetRecords", "GetShardIterator"].map((name) => `dynamodb:${name}`),
        [STREAM_ARN],
      ],
      ["ListStreams", ["dynamodb:ListStreams"], ["*"]],
      [
        "PutEvents",
        ["events:PutEvents"],
        [arn("events", "event-bus/default")],
        { StringEquals: { "events:source": "image-pipeline" } },
      ],
      ["SendMessages", ["sqs:SendMessage"], [queueArn("unannounced")]],
    ]);
  });

  it("sends this stack's events to the webhook's queue, and from there as often as there are waits", () => {
    const rule = everything.one("aws:cloudwatch/eventRule:EventRule").inputs;
    expect(JSON.parse(String(rule.eventPattern))).to.deep.equal({
      source: ["image-pipeline"],
      detail: { image: { source_bucket: ["images-source-bucket-1a2b3c4"] } },
    });
    const undelivered = queueArn("webhook-undelivered");
    expect(everything.one("aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.include({
      arn: queueArn("webhook-events"),
      deadLetterConfig: { arn: undelivered },
    });
    const queue = everything.one("aws:sqs/queue:Queue", "images-notify-webhook-events").inputs;
    expect(queue).to.include({ kmsMasterKeyId: KEY_ARN, visibilityTimeoutSeconds: 180 });
    expect(JSON.parse(String(queue.redrivePolicy))).to.deep.equal({
      deadLetterTargetArn: undelivered,
      maxReceiveCount: 11,
    });
  });

  it("may read the webhook's secret alone, and decrypt what waits for it", () => {
    const queue = queueArn("webhook-events");
    expect(grantsOf(everything, "images-notify-webhook-deliver")).to.deep.equal([
      ["ConsumeMessages", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue]],
      ["PostponeMessages", ["sqs:ChangeMessageVisibility"], [queue]],
      ["ReadSecret", ["secretsmanager:GetSecretValue"], [arn("secretsmanager", "secret:hooks/images-??????")]],
      ["UseKey", ["kms:Decrypt"], [KEY_ARN]],
    ]);
    const { environment } = everything.one("aws:lambda/function:Function", "image-notify-deliver").inputs;
    expect((environment as { variables: object }).variables).to.include({
      WEBHOOK_URL: webhook.url,
      WEBHOOK_SECRET_NAME: webhook.secretName,
    });
  });

  it("publishes to an encrypted topic as well, with the stack's key for it", async () => {
    const stack = await deploy({ notify: '{"topic":true}' });
    const topic = arn("sns", "image-events");
    expect(stack.one("aws:sns/topic:Topic").inputs).to.deep.equal({ name: "image-events", kmsMasterKeyId: KEY_ARN });
    const [tls, ...more] = statementsOf(stack.one("aws:sns/topicPolicy:TopicPolicy").inputs.policy);
    expect(more).to.deep.equal([]);
    expect(tls).to.include({ Effect: "Deny", Action: "sns:Publish" });
    expect(grantsOf(stack, "images-notify-announce").slice(-2)).to.deep.equal([
      ["Publish", ["sns:Publish"], [topic]],
      ["UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [KEY_ARN]],
    ]);
    const { environment } = stack.one("aws:lambda/function:Function", "image-notify-announce").inputs;
    expect((environment as { variables: object }).variables).to.include({ EVENT_TOPIC_ARN: topic });
    expect(stack.one("aws:dynamodb/table:Table").inputs.serverSideEncryption).to.deep.equal({ enabled: true });
  });
});
