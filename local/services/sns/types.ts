import type { EventPattern } from "../event-bridge/pattern";

/** Ways a topic reaches somebody. E-mail and text messages are recorded and not sent. */
export const protocols = ["email", "email-json", "sms", "sqs", "lambda", "http", "https"] as const;
export type Protocol = (typeof protocols)[number];

/** One who gets what is published. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** The message itself in place of the envelope; SQS and HTTP only. */
  readonly rawMessageDelivery: boolean;
  readonly filterPolicy?: EventPattern;
  /** What the filter looks at. Default the attributes. */
  readonly filterPolicyScope: "MessageAttributes" | "MessageBody";
  /** Queue for what could not be delivered. */
  readonly deadLetterArn?: string;
}

/** A topic's settings. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  displayName: string;
  /** Resource policy, JSON text. */
  policy: string;
  /** Key that encrypts messages at rest: who publishes must be allowed to use it. */
  kmsKeyId?: string;
  tags: Record<string, string>;
}

/** A published message. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  /** Text attributes by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** A message that was recorded for somebody in place of being sent. */
export interface RecordedMail {
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly message: Message;
}
