import type { QueuedMessage } from "./queue";

/** Key of a message's record. */
export function messageKey(queue: string, { messageId }: Pick<QueuedMessage, "messageId">): string {
  return `${queue}/${messageId}`;
}

/** The queue in the key of a message's record. */
export function queueOfMessageKey(recordKey: string): string {
  return recordKey.slice(0, recordKey.indexOf("/"));
}
