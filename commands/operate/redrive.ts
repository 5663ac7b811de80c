import type { WriteStream } from "node:tty";

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";

import { decodeEventKey, type DeadLetter } from "../../handlers/contract";
import { refusedByAws } from "./aws-errors";
import type { ConnectedStack } from "./clients";
import { deadLetterIn, readableMessages } from "./dead-letter-message";
import { inParallel } from "./in-parallel";
import { makePace } from "./pace";
import { sendEvent } from "./send-event";
import { Tally } from "./tally";

export interface RedriveOptions {
  /** Only dead letters with this reason's code. Default: any. */
  readonly reason?: string;
  /** Only dead letters of this time and later, milliseconds since 1970. Default: any. */
  readonly sinceMs?: number;
  /** True: send and delete nothing. Default false. */
  readonly dryRun?: boolean;
  /** Events a second. */
  readonly rate: number;
}

/** What a run has done. */
export interface RedriveReport {
  readonly sent: number;
  /** Dead letters that were not asked for. They stay. */
  readonly skipped: number;
  /** Messages without an event. They stay. */
  readonly unreadable: number;
  readonly failed: number;
  /** Dead letters that were asked for, by the code of their reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Seconds for which a message is hidden from others while it is dealt with; after a kill it is back by then. */
const HIDE_SEC = 300;

/** Answers in a row without a message that is new, after which the queue counts as read. SQS answers from a sample. */
const MAX_FRUITLESS = 2;

/**
 * Sends dead letters back to where they came from, and deletes each once that has taken it. A run that is killed loses
 * nothing: what it had not deleted comes back to the queue, and an event that is sent twice does the same twice.
 *
 * @throws CliError AWS_REFUSED
 */
export async function redrive(
  stack: ConnectedStack,
  options: RedriveOptions,
  { err, signal }: { readonly err: Pick<WriteStream, "write" | "isTTY">; readonly signal: AbortSignal },
): Promise<RedriveReport> {
  const { dryRun = false } = options;
  const { sqs, outputs } = stack;
  const QueueUrl = outputs.deadLetterQueueUrl;
  const tally = new Tally(err, ["sent", "skipped", "unreadable", "failed"]);
  const pace = makePace(options.rate, signal);
  const reasons: Record<string, number> = {};
  /** Receipt handles of the messages that stay, by id. SQS lets at most 120,000 be in flight. */
  const staying = new Map<string, string>();

  const handle = async (message: Message): Promise<void> => {
    const { MessageId = "", ReceiptHandle = "" } = message;
    const stays = (count: "skipped" | "unreadable" | "failed", at: string) => {
      staying.set(MessageId, ReceiptHandle);
      tally.count(count, at);
    };
    const letter = deadLetterIn(message);
    if (letter === undefined) return stays("unreadable", MessageId);
    const at = keysOf(letter);
    if (!isAskedFor(letter, options)) return stays("skipped", at);
    await pace();
    if (signal.aborted) return void staying.set(MessageId, ReceiptHandle);
    reasons[letter.reason.code] = (reasons[letter.reason.code] ?? 0) + 1;
    if (dryRun) {
      staying.set(MessageId, ReceiptHandle);
      tally.print(`${letter.time} ${letter.where.kind} ${letter.where.name} ${letter.reason.code}: ${at}`);
      return tally.count("sent", at);
    }
    try {
      await sendEvent(stack, letter.event);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      tally.count("sent", at);
    } catch (error) {
      stays("failed", at);
      const refused = refusedByAws(error);
      if (refused !== undefined) throw refused;
      tally.print(`failed ${at}: ${(error as Error).message}`);
    }
  };

  try {
    for (let fruitless = 0; fruitless < MAX_FRUITLESS && !signal.aborted;) {
      const messages = await receive(stack);
      const fresh = messages.filter(({ MessageId = "" }) => !staying.has(MessageId));
      // Those that came back meanwhile are hidden again, under another receipt handle.
      for (const { MessageId = "", ReceiptHandle = "" } of messages) {
        if (staying.has(MessageId)) staying.set(MessageId, ReceiptHandle);
      }
      fruitless = fresh.length === 0 ? fruitless + 1 : 0;
      await inParallel(fresh, fresh.length, signal, handle);
    }
  } catch (error) {
    throw refusedByAws(error) ?? error;
  } finally {
    tally.clear();
    await release(stack, [...staying.values()]);
  }
  return { ...tally.counts, reasons };
}

async function receive({ sqs, outputs }: ConnectedStack): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: outputs.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDE_SEC,
      // Long polling asks all of SQS's servers.
      WaitTimeSeconds: 1,
      ...readableMessages,
    }),
  );
  return Messages;
}

function isAskedFor({ reason, time }: DeadLetter, { reason: code, sinceMs }: RedriveOptions): boolean {
  return (code === undefined || reason.code === code) && (sinceMs === undefined || Date.parse(time) >= sinceMs);
}

function keysOf({ event }: DeadLetter): string {
  return (event.Records ?? []).map(({ s3 }) => decodeEventKey(s3.object.key)).join(", ");
}

/** Shows messages to others again, now and not when their time is over. */
async function release({ sqs, outputs }: ConnectedStack, handles: readonly string[]): Promise<void> {
  const QueueUrl = outputs.deadLetterQueueUrl;
  await inParallel(handles, 16, new AbortController().signal, async (ReceiptHandle) => {
    try {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    } catch (error) {
      // It is visible already, or deleted; whatever else it is, the message comes back by itself.
      if (!(error instanceof Error)) throw error;
    }
  });
}
