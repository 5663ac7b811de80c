import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { imageEventTypes, type ImageEvent } from "../handlers/contract";
import type { ImageEvents } from "../handlers/ports/image-events";
import { clientOptions } from "./clients";

/** Publishes to a topic: subscriptions may filter by the attributes `type` and `status`. */
export function eventTopic(TopicArn: string, client = new SNSClient(clientOptions)): ImageEvents {
  return {
    async publish(events) {
      for (const [published, event] of events.entries()) {
        try {
          await client.send(new PublishCommand({ TopicArn, ...messageOf(event) }));
        } catch (error) {
          // Published again from here on, it is the first one, and the error is told.
          if (published === 0) throw error;
          return published;
        }
      }
      return events.length;
    },
  };
}

function messageOf(event: ImageEvent) {
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  return {
    Message: JSON.stringify(event),
    MessageAttributes: { type: attribute(imageEventTypes[event.status]), status: attribute(event.status) },
  };
}

/** Publishes to one after the other: what the first has not taken, the second does not get yet. */
export function inTurn(first: ImageEvents, second: ImageEvents): ImageEvents {
  return { publish: async (events) => second.publish(events.slice(0, await first.publish(events))) };
}
