import { expect } from "chai";

import { verifyWebhook, type ImageWebhook } from "../../clients/webhook.mjs";
import type { ImageEvent } from "../../handlers/contract";
import { policy } from "../../packages/local-aws/test/support/cloud/use-cloud";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { GrantUse } from "../support/e2e/grants";
import { jpeg } from "../support/e2e/images";
import { Pipeline, s3Record } from "../support/e2e/pipeline";
import { startReceiver, type Receiver } from "../support/e2e/receiver";

const SECRET_NAME = "image-webhook";

interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: ImageEvent;
}

describe("a stack that tells what has become of images", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let receiver: Receiver;
  let grants: GrantUse;
  let image: Buffer;
  let secret: string;

  before(async () => {
    image = await jpeg(320, 240);
    receiver = await startReceiver();
    const webhook = { url: receiver.url, secretName: SECRET_NAME };
    pipeline = await Pipeline.start({ notify: { webhook, topic: true }, encryption: "kms", monitoring: true });
    const { eventBridge, secretsManager, sns, sqs } = pipeline.cloud.services;
    grants = new GrantUse(pipeline.cloud.services);
    // The embedded run makes the secret, as somebody does on AWS.
    secret = secretsManager.secret(SECRET_NAME).versions[0]?.secretString ?? "";
    // A subscriber, as another program of the account declares it.
    const principal = { Service: "events.amazonaws.com" };
    const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: "*" };
    const queue = sqs.createQueue("subscriber", { Policy: policy([statement]) });
    const pattern = { source: ["image-pipeline"] };
    eventBridge.putRule({ name: "subscriber", pattern, enabled: true, description: "", tags: {} });
    eventBridge.putTarget("subscriber", { id: "queue", arn: queue.arn });
    const fromTopic = { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage" };
    const topicQueue = sqs.createQueue("topic-subscriber", { Policy: policy([{ ...fromTopic, Resource: "*" }]) });
    const filter = { filterPolicy: JSON.stringify({ status: ["PROCESSED"] }) };
    sns.subscribe(pipeline.output("eventTopicArn"), "sqs", topicQueue.arn, { rawMessageDelivery: true, ...filter });
  });
  afterEach(() => pipeline.cloud.faults.clear());
  after(async () => {
    await pipeline?.close();
    await receiver?.close();
  });

  /** Events of a key that the subscriber has got, in their order. */
  const events = (key: string): BusEvent[] =>
    pipeline.cloud.services.sqs
      .queue("subscriber")
      .messages.map(({ body }) => JSON.parse(body) as BusEvent)
      .filter(({ detail }) => detail.image.original_key === key)
      .sort((a, b) => (a.detail.sequence < b.detail.sequence ? -1 : 1));
  const types = (key: string) => events(key).map((event) => event["detail-type"]);
  /** Webhooks of a key that were received and verified. */
  const webhooks = (key: string): ImageWebhook[] =>
    receiver.received
      .map((request) => verifyWebhook(request, secret))
      .filter(({ data }) => data.image.original_key === key);

  it("publishes an event of an image that was processed, and sends it to the webhook, signed", async () => {
    const versionId = await pipeline.put("told/a.jpg", image);
    const [record] = await pipeline.records("told/a.jpg");
    const [event, ...more] = events("told/a.jpg");
    expect(more).to.deep.equal([]);
    expect(event).to.include({ source: "image-pipeline", "detail-type": "Image Processed" });
    expect(event?.detail).to.deep.include({ schema: 1, status: "PROCESSED", image: record });
    expect(event?.detail.image.version_id).to.equal(versionId);
    expect(event?.detail.sequence).to.match(/^\d{40}$/);
    const fromTopic = pipeline.cloud.services.sqs.queue("topic-subscriber").messages.map(({ body }) => body);
    expect(fromTopic.map((body) => JSON.parse(body) as object)).to.deep.equal([event?.detail]);
    const [webhook, ...others] = webhooks("told/a.jpg");
    expect(others).to.deep.equal([]);
    expect(webhook).to.deep.include({ type: "image.processed", id: event?.detail.id, data: event?.detail });
  });

  it("tells of refusals, and of removals with what the image was", async () => {
    await pipeline.put("told/refused.jpg", Buffer.from("no image"));
    await pipeline.put("told/removed.jpg", image);
    await pipeline.remove("told/removed.jpg");
    expect(types("told/refused.jpg")).to.deep.equal(["Image Refused"]);
    expect(types("told/removed.jpg")).to.deep.equal(["Image Processed", "Image Removed"]);
    const [processed, removed] = events("told/removed.jpg").map(({ detail }) => detail);
    expect(removed?.image).to.deep.equal(processed?.image);
    expect(webhooks("told/removed.jpg").map(({ type }) => type)).to.deep.equal(["image.processed", "image.removed"]);
  });

  it("tells once of an image whose event is delivered twice", async () => {
    const versionId = await pipeline.put("told/twice.jpg", Buffer.from("no image"));
    const [first] = await pipeline.records("told/twice.jpg");
    const event = s3Record(pipeline.outputs.sourceBucket, "told/twice.jpg", versionId, String(first?.sequencer));
    const { payload } = await pipeline.invoke({ Records: [event] });
    const [second] = await pipeline.records("told/twice.jpg");
    expect(second?.duration_ms, JSON.stringify(payload)).not.to.equal(first?.duration_ms);
    expect(types("told/twice.jpg")).to.deep.equal(["Image Refused"]);
  });

  it("tells of an image although the function that has recorded it was killed before it ended", async () => {
    let isRecorded = false;
    let kills = 0;
    pipeline.cloud.faults.follow({
      ofRequest: (service, operation) => {
        if (operation === "PutItem") isRecorded = true;
        // What the function asks after it has recorded the image is never answered.
        return isRecorded && kills < 2 && service === "s3" ? { kind: "late", delayMs: 8000 } : undefined;
      },
      ofRun: (name) =>
        name === pipeline.functionName && kills++ === 0 ? { kind: "killed", afterMs: 3000 } : undefined,
    });
    await pipeline.put("told/killed.jpg", image);
    expect(kills).to.be.above(1);
    expect(types("told/killed.jpg")).to.deep.equal(["Image Processed"]);
    expect(webhooks("told/killed.jpg")).to.have.length(1);
  });

  it("tells of an image although the function that tells was killed, and the event bus was out", async () => {
    let kills = 0;
    pipeline.cloud.faults.follow({
      ofRun: (name) =>
        name.startsWith("image-notify-announce") && kills++ === 0 ? { kind: "killed", afterMs: 0 } : undefined,
    });
    await pipeline.put("told/unlucky.jpg", image);
    expect(types("told/unlucky.jpg")).to.include("Image Processed");
    pipeline.cloud.faults.clear();
    pipeline.cloud.faults.fail("events", "PutEvents", { times: 7, status: 500 });
    await pipeline.put("told/outage.jpg", image);
    expect(types("told/outage.jpg")).to.deep.equal(["Image Processed"]);
  });

  it("sends a webhook again until it is taken, with the same id, and follows no redirect", async () => {
    receiver.statuses.push(500, 302);
    await pipeline.put("told/again.jpg", image);
    const sent = webhooks("told/again.jpg");
    expect(sent).to.have.length(3);
    expect(new Set(sent.map(({ id }) => id)).size).to.equal(1);
    expect(events("told/again.jpg")).to.have.length(1);
  });

  it("keeps word of an image that it could not tell of, and tells of those after it", async () => {
    const { eventSourceMappings, sqs } = pipeline.cloud.services;
    const isStream = ({ sourceArn }: { readonly sourceArn: string }) => sourceArn.includes("/stream/");
    const mapping = eventSourceMappings.all().find(isStream);
    if (mapping === undefined) throw new Error("no function reads the stream");
    // As if the bus had been out for a day.
    eventSourceMappings.update(mapping.uuid, { ...mapping, maximumRetryAttempts: 0 });
    pipeline.cloud.faults.fail("events", "PutEvents", { times: 5, status: 500 });
    await pipeline.put("told/lost.jpg", image);
    eventSourceMappings.update(mapping.uuid, mapping);
    await pipeline.put("told/after.jpg", image);
    expect([types("told/lost.jpg"), types("told/after.jpg")]).to.deep.equal([[], ["Image Processed"]]);
    const [letter, ...more] = sqs.queue(pipeline.output("unannouncedQueueUrl")).messages;
    expect(more).to.deep.equal([]);
    expect(JSON.parse(letter?.body ?? "{}")).to.have.nested.property("DDBStreamBatchInfo.batchSize", 1);
  });

  it("has no grant that it does not use, and nothing that the webhook has not taken", () => {
    const roles = [...pipeline.cloud.services.iam.roles.keys()].filter((name) => name.startsWith("images-notify-"));
    expect(roles).to.have.length(2);
    const unused = grants.unused("lambda.amazonaws.com").filter((grant) => grant.startsWith("images-notify-"));
    expect(unused).to.deep.equal([]);
    const { sqs } = pipeline.cloud.services;
    expect(sqs.queue(pipeline.output("webhookDeadLetterQueueUrl")).messages).to.deep.equal([]);
  });

  it("signs with the new and the old secret after a change, once it has read the new one", async () => {
    const { lambda, secretsManager } = pipeline.cloud.services;
    const old = secret;
    secret = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
    secretsManager.put(SECRET_NAME, secret);
    receiver.received.length = 0;
    // A cold start: instances keep a secret for five minutes.
    const name = pipeline.functionNamed("image-notify-deliver");
    lambda.updateFunction(name, { config: { ...lambda.function(name).config, description: "another" } });
    await pipeline.put("told/rotated.jpg", image);
    const [request] = receiver.received;
    if (request === undefined) throw new Error("no webhook was received");
    for (const one of [old, secret]) expect(verifyWebhook(request, one).type).to.equal("image.processed");
    expect(String(request.headers["webhook-signature"]).split(" ")).to.have.length(2);
  });

  it("tells nobody any more once that is switched off, and again once it is on", async () => {
    const { dynamodb } = pipeline.cloud.services;
    const notify = { webhook: { url: receiver.url, secretName: SECRET_NAME }, topic: true };
    await pipeline.reconfigure({ notify: false });
    expect(dynamodb.streams.of(pipeline.output("metadataTable"))).to.equal(undefined);
    await pipeline.put("told/silent.jpg", image);
    expect(await pipeline.records("told/silent.jpg")).to.have.length(1);
    await pipeline.reconfigure({ notify });
    await pipeline.put("told/loud.jpg", image);
    expect([types("told/silent.jpg"), types("told/loud.jpg")]).to.deep.equal([[], ["Image Processed"]]);
  });
});
