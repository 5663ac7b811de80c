/** A queue of messages. Only functions that the stack gives its URL can use it. */
export interface MessageQueue {
  /** Sends a message as JSON. */
  send(message: object): Promise<void>;
  /** Hides a message that was received for so many seconds from now on, 0..43200. */
  postpone(receiptHandle: string, seconds: number): Promise<void>;
}
