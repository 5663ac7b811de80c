import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { IMAGE_EVENT_SOURCE, imageEventTypes, type ImageEvent } from "../handlers/contract";
import type { ImageEvents } from "../handlers/ports/image-events";
import { clientOptions } from "./clients";

/** Entries of a request at most, and what they have together in bytes, with room for what else counts (PutEvents). */
const MAX_ENTRIES = 10;
const MAX_REQUEST_BYTES = 255_000;

/** Attempts at entries that EventBridge has not taken, and the wait before the second, doubled each time. */
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 100;

/** Publishes to the account's default event bus. */
export function eventBus(client = new EventBridgeClient(clientOptions)): ImageEvents {
  return {
    async publish(events) {
      let published = 0;
      for (const entries of requestsOf(events.map(entryOf))) {
        const taken = await put(client, entries);
        published += taken;
        if (taken < entries.length) return published;
      }
      return published;
    },
  };
}

function entryOf(event: ImageEvent): PutEventsRequestEntry {
  return { Source: IMAGE_EVENT_SOURCE, DetailType: imageEventTypes[event.status], Detail: JSON.stringify(event) };
}

/** Entries as requests that EventBridge accepts, in their order. */
function requestsOf(entries: readonly PutEventsRequestEntry[]): readonly PutEventsRequestEntry[][] {
  const requests: PutEventsRequestEntry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = Buffer.byteLength(`${entry.Source}${entry.DetailType}${entry.Detail}`);
    const last = requests.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_REQUEST_BYTES) {
      last.push(entry);
      bytes += size;
    } else {
      requests.push([entry]);
      bytes = size;
    }
  }
  return requests;
}

/** A request may be taken in part: what is not is sent again. @returns how many from the first on were taken */
async function put(client: EventBridgeClient, entries: readonly PutEventsRequestEntry[]): Promise<number> {
  let left = entries.map((entry, index) => ({ entry, index }));
  for (let attempt = 1; ; attempt += 1) {
    const { Entries: results = [] } = await client.send(
      new PutEventsCommand({ Entries: left.map(({ entry }) => entry) }),
    );
    left = left.filter((_, index) => results[index]?.EventId === undefined);
    const first = left[0];
    if (first === undefined) return entries.length;
    if (attempt === ATTEMPTS) return first.index;
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (attempt - 1)));
  }
}
