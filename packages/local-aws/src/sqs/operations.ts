import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import { callerName } from "../iam/caller";
import type { QueueAttributes } from "./attributes";
import { md5, systemAttributes, type MessageAttributes, type QueuedMessage } from "./message";
import type { Queue } from "./queue";
import type { Sqs } from "./sqs";

/** Input of any operation. */
interface SqsInput {
  readonly QueueName?: string;
  readonly QueueUrl?: string;
  readonly QueueNamePrefix?: string;
  readonly Attributes?: QueueAttributes;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly TagKeys?: readonly string[];
  readonly MessageBody?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly DelaySeconds?: number;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly (SqsInput & { readonly Id: string })[];
}

type Operation = (sqs: Sqs, input: SqsInput, caller: Caller) => object | Promise<object>;

/** The queue that a request names. @throws AwsError `QueueDoesNotExist`, `AccessDenied`. */
function allowed(sqs: Sqs, input: SqsInput, caller: Caller, action: string): Queue {
  const queue = sqs.queue(input.QueueUrl ?? "");
  sqs.authorize(caller, action, queue);
  return queue;
}

function sendOne(queue: Queue, input: SqsInput, caller: Caller): { MessageId: string; MD5OfMessageBody: string } {
  checkSeconds("DelaySeconds", input.DelaySeconds, 900);
  const message = queue.send(
    input.MessageBody ?? "",
    input.MessageAttributes ?? {},
    callerName(caller),
    input.DelaySeconds,
  );
  return { MessageId: message.messageId, MD5OfMessageBody: md5(message.body) };
}

/** Bytes that a batch of messages may have together. */
const MAX_BATCH_BYTES = 1_048_576;

/** Bytes of a message: its body, and the names, types and values of its attributes. */
function messageBytes({ MessageBody = "", MessageAttributes = {} }: SqsInput): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { DataType, StringValue = "" }]) => [
    ...[name, DataType, StringValue],
  ]);
  return [MessageBody, ...attributes].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Processes the entries of a batch, each with its own result. */
function batch(input: SqsInput, each: (entry: SqsInput & { Id: string }) => object): object {
  const entries = input.Entries ?? [];
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > 10)
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...each(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

/** Selects message attributes by name, by `prefix.*`, or all of them (`All`, `.*`). */
function selectAttributes(all: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isSelected = (attribute: string) =>
    names.some(
      (name) =>
        name === "All" || name === attribute || (name.endsWith(".*") && attribute.startsWith(name.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([attribute]) => isSelected(attribute)));
}

function receivedMessage(message: QueuedMessage, input: SqsInput): object {
  const requested = input.MessageSystemAttributeNames ?? input.AttributeNames ?? [];
  const attributes = Object.entries(systemAttributes(message)).filter(
    ([name]) => requested.includes("All") || requested.includes(name),
  );
  const custom = selectAttributes(message.messageAttributes, input.MessageAttributeNames ?? []);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
    ...(Object.keys(custom).length > 0 && { MessageAttributes: custom }),
  };
}

/** @throws AwsError `InvalidParameterValue` for a number of seconds out of range. */
function checkSeconds(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= max)) return;
  const reason = `Value ${value} for parameter ${name} is invalid. Reason: Must be between 0 and ${max}.`;
  throw new AwsError("InvalidParameterValue", reason);
}

async function receive(sqs: Sqs, input: SqsInput, caller: Caller): Promise<object> {
  const queue = allowed(sqs, input, caller, "sqs:ReceiveMessage");
  const max = input.MaxNumberOfMessages ?? 1;
  checkSeconds("WaitTimeSeconds", input.WaitTimeSeconds, 20);
  checkSeconds("VisibilityTimeout", input.VisibilityTimeout, 43_200);
  if (max < 1 || max > 10)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10.`,
    );
  const messages = await queue.poll(max, input.VisibilityTimeout, input.WaitTimeSeconds);
  return messages.length === 0 ? {} : { Messages: messages.map((message) => receivedMessage(message, input)) };
}

function attributes(sqs: Sqs, input: SqsInput, caller: Caller): object {
  const queue = allowed(sqs, input, caller, "sqs:GetQueueAttributes");
  const created = String(Math.floor(queue.settings.createdAt / 1000));
  const all: Record<string, string> = {
    ...queue.settings.attributes,
    ...queue.counts(),
    QueueArn: queue.arn,
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
  const requested = input.AttributeNames ?? [];
  const found = Object.entries(all).filter(
    ([name, value]) => value !== "" && (requested.includes("All") || requested.includes(name)),
  );
  return { Attributes: Object.fromEntries(found) };
}

/** The SQS API by operation. */
export const sqsOperations: Readonly<Record<string, Operation>> = {
  CreateQueue: (sqs, input, caller) => {
    sqs.allow(caller, "sqs:CreateQueue", sqs.arn(input.QueueName ?? ""));
    const queue = sqs.createQueue(input.QueueName ?? "", input.Attributes ?? {}, input.tags);
    return { QueueUrl: sqs.url(queue.name) };
  },
  DeleteQueue: (sqs, input, caller) => {
    sqs.deleteQueue(allowed(sqs, input, caller, "sqs:DeleteQueue").name);
    return {};
  },
  GetQueueUrl: (sqs, input, caller) => {
    const queue = allowed(sqs, { QueueUrl: input.QueueName }, caller, "sqs:GetQueueUrl");
    return { QueueUrl: sqs.url(queue.name) };
  },
  ListQueues: (sqs, input, caller) => {
    sqs.allow(caller, "sqs:ListQueues", "*");
    const names = sqs.queues().map((queue) => queue.name);
    return {
      QueueUrls: names.filter((name) => name.startsWith(input.QueueNamePrefix ?? "")).map((name) => sqs.url(name)),
    };
  },
  GetQueueAttributes: attributes,
  SetQueueAttributes: (sqs, input, caller) => {
    sqs.setAttributes(allowed(sqs, input, caller, "sqs:SetQueueAttributes").name, input.Attributes ?? {});
    return {};
  },
  ListQueueTags: (sqs, input, caller) => ({ Tags: allowed(sqs, input, caller, "sqs:ListQueueTags").settings.tags }),
  TagQueue: (sqs, input, caller) => {
    const { settings } = allowed(sqs, input, caller, "sqs:TagQueue");
    settings.tags = { ...settings.tags, ...input.Tags };
    sqs.changed();
    return {};
  },
  UntagQueue: (sqs, input, caller) => {
    const { settings } = allowed(sqs, input, caller, "sqs:UntagQueue");
    settings.tags = Object.fromEntries(
      Object.entries(settings.tags).filter(([key]) => input.TagKeys?.includes(key) !== true),
    );
    sqs.changed();
    return {};
  },
  PurgeQueue: (sqs, input, caller) => {
    allowed(sqs, input, caller, "sqs:PurgeQueue").purge();
    return {};
  },
  SendMessage: (sqs, input, caller) => sendOne(allowed(sqs, input, caller, "sqs:SendMessage"), input, caller),
  SendMessageBatch: (sqs, input, caller) => {
    const queue = allowed(sqs, input, caller, "sqs:SendMessage");
    const bytes = (input.Entries ?? []).reduce((sum, entry) => sum + messageBytes(entry), 0);
    if (bytes > MAX_BATCH_BYTES) {
      const message = `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
      throw new AwsError("BatchRequestTooLong", message);
    }
    return batch(input, (entry) => sendOne(queue, entry, caller));
  },
  ReceiveMessage: receive,
  DeleteMessage: (sqs, input, caller) => {
    allowed(sqs, input, caller, "sqs:DeleteMessage").delete(input.ReceiptHandle ?? "");
    return {};
  },
  DeleteMessageBatch: (sqs, input, caller) => {
    const queue = allowed(sqs, input, caller, "sqs:DeleteMessage");
    return batch(input, (entry) => {
      queue.delete(entry.ReceiptHandle ?? "");
      return {};
    });
  },
  ChangeMessageVisibility: (sqs, input, caller) => {
    const queue = allowed(sqs, input, caller, "sqs:ChangeMessageVisibility");
    checkSeconds("VisibilityTimeout", input.VisibilityTimeout, 43_200);
    queue.changeVisibility(input.ReceiptHandle ?? "", input.VisibilityTimeout ?? 0);
    return {};
  },
};
