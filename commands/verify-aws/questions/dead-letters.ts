import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";

import { DEAD_LETTER_SCHEMA, type DeadLetter } from "../../../handlers/contract";
import { keyOf, outcomeOf, recordOf, resultOf, upload } from "../images";
import type { Question, Subject } from "../types";
import { waitFor } from "../wait";

const NAME = "letter.jpg";

/** Puts a dead letter of an image into the queue, whose result is gone: what redrives bring back can be seen. */
async function sendDeadLetter(subject: Subject): Promise<void> {
  const { s3, sqs, outputs } = subject;
  const key = keyOf(subject, NAME);
  const versionId = await upload(subject, key, subject.image);
  await outcomeOf(subject, key);
  const sequencer = (await recordOf(subject, key))?.sequencer ?? "";
  const result = (await resultOf(subject, key)) as { key: string } | undefined;
  if (result === undefined) throw new Error(`${key} was not processed`);
  await s3.send(new DeleteObjectCommand({ Bucket: outputs().destinationBucket, Key: result.key }));
  const event: DeadLetter["event"]["Records"] = [
    {
      eventName: "ObjectCreated:Put",
      eventTime: new Date().toISOString(),
      s3: {
        bucket: { name: outputs().sourceBucket },
        object: { key: encodeURIComponent(key), sequencer, ...(versionId !== undefined && { versionId }) },
      },
    },
  ];
  const letter: DeadLetter = {
    schema: DEAD_LETTER_SCHEMA,
    event: { Records: event },
    reason: { code: "VERIFICATION", message: "A dead letter that verify:aws has written." },
    attempts: 3,
    where: { kind: outputs().stateMachineArn === undefined ? "function" : "workflow", name: "verify-aws" },
    time: new Date().toISOString(),
  };
  const message = { QueueUrl: outputs().deadLetterQueueUrl, MessageBody: JSON.stringify(letter) };
  await sqs.send(new SendMessageCommand(message));
}

/** A queue that gets what the topic publishes, for as long as `work` takes. */
async function listening<T>(
  { sqs, sns }: Subject,
  topicArn: string,
  name: string,
  work: (receive: () => Promise<string[]>) => Promise<T>,
): Promise<T> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: "*",
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
  let subscription: string | undefined;
  try {
    const AttributeNames = ["QueueArn" as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    const Endpoint = Attributes?.["QueueArn"];
    const subscribe = { TopicArn: topicArn, Protocol: "sqs", Endpoint, ReturnSubscriptionArn: true };
    subscription = (await sns.send(new SubscribeCommand(subscribe))).SubscriptionArn;
    return await work(async () => {
      const receive = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
      return Messages.flatMap(({ Body }) => Body ?? []);
    });
  } finally {
    if (subscription !== undefined) await sns.send(new UnsubscribeCommand({ SubscriptionArn: subscription }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  }
}

/** The name of the alarm that a message of the topic says has gone off. */
function alarmIn(body: string): string | undefined {
  const { Message = "{}" } = JSON.parse(body) as { Message?: string };
  try {
    const { AlarmName, NewStateValue } = JSON.parse(Message) as { AlarmName?: string; NewStateValue?: string };
    return NewStateValue === "ALARM" ? AlarmName : undefined;
  } catch {
    return undefined;
  }
}

export const deadLetterQuestions: readonly Question[] = [
  {
    id: "alarm",
    question: "Does a dead letter set its alarm off, and may the alarm publish to the encrypted topic?",
    expected: "a message of the topic that names the alarm of dead letters",
    skip: ({ outputs }) =>
      outputs().alertTopicArn === undefined ? "the stack has no topic of alerts: switch monitoring on" : undefined,
    ask: (subject) =>
      listening(
        subject,
        subject.outputs().alertTopicArn ?? "",
        `${subject.prefix.replace(/\W/g, "")}alarms`,
        async (receive) => {
          await sendDeadLetter(subject);
          const heard: string[] = [];
          const alarm = await waitFor(async () => {
            heard.push(...(await receive()).flatMap((body) => alarmIn(body) ?? []));
            return heard.find((name) => name.includes("dead-letters"));
          }, subject.limits.alarmMs);
          return { holds: alarm !== undefined, observed: { alarms: heard, ms: alarm?.ms } };
        },
      ),
  },
  {
    id: "redrive",
    question: "Does npm run redrive bring a dead letter back, and what it made?",
    expected: "the command ends with 0, and the result that was taken away is there again",
    ask: async (subject) => {
      if (subject.outputs().alertTopicArn === undefined) await sendDeadLetter(subject);
      const { code, output } = await subject.deployer.script("redrive", ["--reason", "VERIFICATION"]);
      const result = await waitFor(() => resultOf(subject, keyOf(subject, NAME)), subject.limits.imageMs);
      return { holds: code === 0 && result !== undefined, observed: { code, output, result: result?.value } };
    },
  },
];
