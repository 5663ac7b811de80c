import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SNSClient } from "@aws-sdk/client-sns";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";

import { verifyWebhook } from "../../clients/webhook.mjs";
import type { ImageEvent } from "../../handlers/contract";
import { eventBus } from "../../layer/event-bus";
import { eventTopic, inTurn } from "../../layer/event-topic";
import { signedWebhook } from "../../layer/webhook";
import { managedSecrets } from "../../layer/webhook-secrets";
import { startReceiver, type Receiver } from "../support/e2e/receiver";

const event = (id: string, fill = ""): ImageEvent => ({
  schema: 1,
  id,
  sequence: id,
  status: "PROCESSED",
  image: { image_id: fill } as ImageEvent["image"],
});

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** A client whose requests are answered by `answer`, and what they were. */
function busClient(answer: (ids: readonly string[], call: number) => readonly boolean[]) {
  const requests: string[][] = [];
  const entries: Entry[] = [];
  const client = {
    send: ({ input: { Entries } }: { input: { Entries: Entry[] } }) => {
      const ids = Entries.map(({ Detail }) => (JSON.parse(Detail) as ImageEvent).id);
      entries.push(...Entries);
      requests.push(ids);
      const taken = answer(ids, requests.length);
      return Promise.resolve({ Entries: taken.map((isTaken) => (isTaken ? { EventId: "e" } : { ErrorCode: "Slow" })) });
    },
  } as unknown as EventBridgeClient;
  return { bus: eventBus(client), requests, entries };
}

describe("the event bus", () => {
  it("gets events as entries, ten at once, and no more than a request may have", async () => {
    const { bus, requests, entries } = busClient((ids) => ids.map(() => true));
    const events = Array.from({ length: 12 }, (_, index) => event(`e${index}`));
    expect(await bus.publish(events)).to.equal(12);
    expect(requests.map((ids) => ids.length)).to.deep.equal([10, 2]);
    expect(entries[0]).to.deep.equal({
      Source: "image-pipeline",
      DetailType: "Image Processed",
      Detail: JSON.stringify(events[0]),
    });
    requests.length = 0;
    expect(
      await bus.publish([
        event("a", "x".repeat(120_000)),
        event("b", "x".repeat(120_000)),
        event("c", "x".repeat(120_000)),
      ]),
    ).to.equal(3);
    expect(requests).to.deep.equal([["a", "b"], ["c"]]);
    expect(await bus.publish([])).to.equal(0);
  });

  it("gets again what it has not taken, and nothing that it has", async () => {
    const { bus, requests } = busClient((ids, call) => ids.map((id) => call > 1 || id === "a"));
    expect(await bus.publish(["a", "b", "c"].map((id) => event(id)))).to.equal(3);
    expect(requests).to.deep.equal([
      ["a", "b", "c"],
      ["b", "c"],
    ]);
  });

  it("says from where on it has not taken events, and gets none after those", async () => {
    const { bus, requests } = busClient((ids) => ids.map((id) => id !== "e1"));
    expect(await bus.publish(Array.from({ length: 12 }, (_, index) => event(`e${index}`)))).to.equal(1);
    expect(requests.slice(1)).to.deep.equal([["e1"], ["e1"], ["e1"]]);
  });
});

describe("the topic of events", () => {
  /** A topic that fails at an event. */
  function topicClient(fails?: string) {
    const sent: Record<string, unknown>[] = [];
    const client = {
      send: ({ input }: { input: { Message: string } }) => {
        if ((JSON.parse(input.Message) as ImageEvent).id === fails) return Promise.reject(new Error("no"));
        sent.push(input);
        return Promise.resolve({});
      },
    } as unknown as SNSClient;
    return { topic: eventTopic("arn:topic", client), sent };
  }

  it("gets each event with its type and status as attributes", async () => {
    const { topic, sent } = topicClient();
    expect(await topic.publish([event("a"), event("b")])).to.equal(2);
    expect(sent).to.have.length(2);
    expect(sent[0]).to.deep.equal({
      TopicArn: "arn:topic",
      Message: JSON.stringify(event("a")),
      MessageAttributes: {
        type: { DataType: "String", StringValue: "Image Processed" },
        status: { DataType: "String", StringValue: "PROCESSED" },
      },
    });
  });

  it("gets what the bus has taken, and both get the rest again", async () => {
    const { bus } = busClient((ids) => ids.map((id) => id !== "c"));
    const { topic, sent } = topicClient("b");
    const events = ["a", "b", "c"].map((id) => event(id));
    expect(await inTurn(bus, topic).publish(events)).to.equal(1);
    expect(sent).to.have.length(1);
    expect(await failure(inTurn(bus, topic).publish(events.slice(1)))).to.equal("no");
    expect(await inTurn(bus, topicClient().topic).publish(events)).to.equal(2);
  });
});

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;

/** Secrets by stage; absent: there is no such version. */
function secretsClient(stages: Record<string, { text: string; ageHours?: number } | undefined>) {
  let reads = 0;
  const client = new SecretsManagerClient({ region: "eu-central-1" });
  client.send = async ({ input: { VersionStage = "" } }: { input: { VersionStage?: string } }) => {
    await Promise.resolve();
    reads += 1;
    const version = stages[VersionStage];
    if (version === undefined) {
      const { ResourceNotFoundException } = await import("@aws-sdk/client-secrets-manager");
      throw new ResourceNotFoundException({ message: "no", $metadata: {} });
    }
    const CreatedDate = new Date(Date.now() - (version.ageHours ?? 48) * 3_600_000);
    return { Name: "hook", SecretString: version.text, CreatedDate };
  };
  return { secrets: managedSecrets("hook", client), reads: () => reads };
}

const keysOf = async (stages: Parameters<typeof secretsClient>[0]) =>
  (await secretsClient(stages).secrets.keys()).map((key) => key[0]);
const failure = (run: Promise<unknown>) => run.then(String, (error: Error) => error.message);

describe("the secret of webhooks", () => {
  it("is read once, and kept", async () => {
    const { secrets, reads } = secretsClient({ AWSCURRENT: { text: secretOf(1) } });
    for (let read = 0; read < 2; read++) expect((await secrets.keys())[0]).to.deep.equal(Buffer.alloc(32, 1));
    expect(reads()).to.equal(1);
  });

  it("is the one before as well, for a day after it was changed", async () => {
    const AWSPREVIOUS = { text: secretOf(1) };
    expect(await keysOf({ AWSCURRENT: { text: secretOf(2), ageHours: 23 }, AWSPREVIOUS })).to.deep.equal([2, 1]);
    expect(await keysOf({ AWSCURRENT: { text: secretOf(2), ageHours: 25 }, AWSPREVIOUS })).to.deep.equal([2]);
    expect(await keysOf({ AWSCURRENT: { text: secretOf(2), ageHours: 1 } })).to.deep.equal([2]);
  });

  it("is refused where it is no key, and the text is not told", async () => {
    for (const text of ["", "whsec_", "password", secretOf(1).slice(0, 30), `whsec_${"!".repeat(44)}`]) {
      const message = await failure(keysOf({ AWSCURRENT: { text } }));
      expect(message, text).to.equal(
        "the secret hook cannot sign webhooks: expected whsec_ and the base64 of 24 to 64 bytes",
      );
    }
    expect(await failure(managedSecrets(undefined, new SecretsManagerClient({})).keys())).to.contain("is not set");
  });
});

describe("a webhook", () => {
  let receiver: Receiver;
  before(async () => (receiver = await startReceiver()));
  after(() => receiver.close());
  beforeEach(() => (receiver.received.length = 0));
  const { secrets } = secretsClient({
    AWSCURRENT: { text: secretOf(2), ageHours: 1 },
    AWSPREVIOUS: { text: secretOf(1) },
  });
  const post = (url = receiver.url, isEmbedded = true) =>
    signedWebhook(url, secrets, isEmbedded).post({ id: "event-1", body: '{"type":"image.processed"}' });

  it("has the headers of Standard Webhooks, and a signature by each secret", async () => {
    expect(await post()).to.deep.equal({ delivered: true, outcome: "answered with 204" });
    const [request] = receiver.received;
    if (request === undefined) throw new Error("nothing was received");
    expect(request.headers).to.include({ "content-type": "application/json", "webhook-id": "event-1" });
    for (const byte of [1, 2]) expect(verifyWebhook(request, secretOf(byte))).to.include({ type: "image.processed" });
    expect(() => verifyWebhook(request, secretOf(3))).to.throw("no signature");
  });

  it("is not delivered by an answer other than 2xx, and follows no redirect", async () => {
    for (const status of [301, 400, 410, 500]) {
      receiver.statuses.push(status);
      expect(await post()).to.deep.equal({ delivered: false, outcome: `answered with ${status}` });
    }
    expect(receiver.received).to.have.length(4);
    receiver.statuses.push(503);
    expect(await post()).to.include({ delivered: false, retryAfterSec: 7 });
  });

  it("says why nobody has answered", async () => {
    const closed = await startReceiver();
    await closed.close();
    const { delivered, outcome } = await post(closed.url);
    expect(delivered).to.equal(false);
    expect(outcome).to.match(/^fetch failed: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
  });

  it("is sent over TLS alone, but on a laptop", async () => {
    expect(await failure(post(receiver.url, false))).to.equal(`the webhook ${receiver.url} is not https`);
    expect(await failure(signedWebhook(undefined, secrets, true).post({ id: "", body: "" }))).to.contain("is not set");
    expect(receiver.received).to.deep.equal([]);
  });
});
