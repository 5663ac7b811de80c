import type { Message } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { deadLetterIn } from "../../../commands/operate/dead-letter-message";
import { objectCreated } from "../../support/events/s3-events";

const SENT_AT = "2026-01-02T03:10:00.000Z";
const cat = { key: "cat & co/katze ü.jpg", versionId: "v1", sequencer: "0a" };

const message = (body: unknown, rest: Partial<Message> = {}): Message => ({
  MessageId: "m1",
  Body: typeof body === "string" ? body : JSON.stringify(body),
  Attributes: { SentTimestamp: String(Date.parse(SENT_AT)) },
  ...rest,
});

/** Messages that the failure recorder could not record, and that are therefore kept as they came. */
describe("a message of the dead-letter queue that is no dead letter yet", () => {
  it("is read with what EventBridge says beside the event", () => {
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const letter = deadLetterIn(
      message(objectCreated(cat), {
        MessageAttributes: {
          RULE_ARN: text("arn:aws:events:eu-central-1:123456789012:rule/image-upload-rule"),
          ERROR_CODE: text("NO_PERMISSIONS"),
          ERROR_MESSAGE: text("not allowed"),
          RETRY_ATTEMPTS: text("2"),
        },
      }),
    );
    expect(letter).to.deep.include({
      schema: 1,
      reason: { code: "NO_PERMISSIONS", message: "not allowed" },
      attempts: 3,
      where: { kind: "event-bridge", name: "image-upload-rule" },
      time: SENT_AT,
    });
    expect(letter?.event.Records?.[0]?.s3.object.key).to.equal("cat+%26+co/katze+%C3%BC.jpg");
  });

  it("is read with the queue that gave it up", () => {
    const attributes = {
      SentTimestamp: String(Date.parse(SENT_AT)),
      DeadLetterQueueSourceArn: "arn:aws:sqs:eu-central-1:123456789012:work",
    };
    const letter = deadLetterIn(message(objectCreated(cat), { Attributes: attributes }));
    expect(letter).to.deep.include({ attempts: 20, where: { kind: "queue", name: "work" } });
    expect(letter?.reason.code).to.equal("NO_END");
  });

  it("is still a backfill where it was one", () => {
    const event = objectCreated(cat);
    const backfill = { variants: ["small"] };
    const letter = deadLetterIn(message({ ...event, detail: { ...event.detail, backfill } }));
    expect(letter?.event.Records?.[0]).to.deep.include({ eventName: "ObjectCreated:Backfill", backfill });
  });

  it("is none where it holds no event", () => {
    for (const body of ["", "no JSON", "null", "7", '{"hello":"world"}']) {
      expect(deadLetterIn(message(body)), body).to.equal(undefined);
    }
  });
});
