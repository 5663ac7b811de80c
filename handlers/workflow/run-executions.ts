import type { S3EventRecord } from "../contract/s3-events";
import { workLimits } from "../contract/workflow";
import { deadLetter, eventOf } from "../contract/read-dead-letter";
import type { Connections } from "../ports";
import type { ExecutionEnd } from "../ports/executions";
import { forEachMessage, type BatchResponse, type QueueEvent, type QueueMessage } from "../queue-event";
import type { InvocationContext } from "../s3-event-records";

type RunExecutionsDeps = Pick<Connections, "executions" | "workQueue" | "failureQueue" | "telemetry">;

/** Seconds until a message comes back for the first time; each time twice as long. */
const FIRST_WAIT_SEC = 30;
const LONGEST_WAIT_SEC = 900;

/** What Step Functions reports where Lambda had no room for a function. */
const THROTTLED = "Lambda.TooManyRequestsException";

/**
 * The function behind the work queue: runs an execution for each image and waits for its end. A message is done when
 * the execution has succeeded, or was given up and reported; it comes back in every other case, so that an execution
 * that times out, is stopped, or is never heard of again costs no image.
 */
export function makeRunExecutions(
  deps: RunExecutionsDeps,
): (event: QueueEvent, context: InvocationContext) => Promise<BatchResponse> {
  return (event, context) => {
    deps.telemetry.begin(context.awsRequestId);
    return forEachMessage(deps.telemetry, event, (message) => runMessage(deps, message));
  };
}

/** The end of the execution for one record; undefined where none was learnt. */
interface RecordEnd {
  readonly record: S3EventRecord;
  readonly end: ExecutionEnd | undefined;
}

async function runMessage(deps: RunExecutionsDeps, message: QueueMessage): Promise<"done" | "again"> {
  const event = eventOf(JSON.parse(message.body));
  if (!event) throw new Error("the message holds no event of S3");
  const receives = Number(message.attributes.ApproximateReceiveCount);
  const records = event.Records ?? [];
  const ends = await Promise.all(
    records.map(async (record, index): Promise<RecordEnd> => {
      const name = `${message.messageId}-${receives}-${index}`;
      return { record, end: await runOne(deps, name, record) };
    }),
  );
  const open = ends.filter(({ end }) => end?.status !== "SUCCEEDED");
  const [first] = open;
  if (!first) return "done";
  const waiting = open.some(({ end }) => !end || end.error === THROTTLED);
  if (waiting || receives < workLimits.attempts) {
    const seconds = Math.min(LONGEST_WAIT_SEC, FIRST_WAIT_SEC * 2 ** (receives - 1));
    await deps.workQueue.postpone(message.receiptHandle, seconds);
    return "again";
  }
  const { status = "ABORTED", error, cause } = first.end ?? {};
  await deps.failureQueue.send(
    deadLetter({
      event: { Records: open.map(({ record }) => record) },
      reason: { code: error ?? status, message: messageOf(cause) ?? `The execution ended as ${status}.` },
      attempts: receives,
      where: { kind: "workflow", name: deps.executions.machineName },
    }),
  );
  return "done";
}

async function runOne(
  { executions, telemetry }: RunExecutionsDeps,
  name: string,
  record: S3EventRecord,
): Promise<ExecutionEnd | undefined> {
  try {
    return await executions.run(name, record);
  } catch (error) {
    telemetry.problem(`execution ${name} was not run to its end`, error);
    return undefined;
  }
}

/** The message in the JSON that Lambda reports of an error; any other cause as it is. */
function messageOf(cause: string | undefined): string | undefined {
  try {
    return (JSON.parse(cause ?? "") as { errorMessage?: string }).errorMessage ?? cause;
  } catch {
    return cause === "" ? undefined : cause;
  }
}
