import type { Cloud, LogEvent, ObjectEvent } from "@image-pipeline/local-aws";
import { readDeadLetters, type DeadLetter } from "./dead-letters";
import { parseOutcomeLine, type LoggedOutcome } from "./function-log";
import type { Clients } from "../stack/clients";
import type { ResultObject, Verdict } from "./image-report";
import { recordFinder, type RecordFinder } from "./records";
import type { PipelineOutputs } from "../stack/outputs";

interface Expected {
  readonly key: string;
  /** Known once the upload is answered. */
  versionId: Promise<string | undefined>;
  readonly settle: (arrival: Arrival) => void;
  logged: LoggedOutcome | undefined;
  cold: boolean | undefined;
}

/** A verdict, and whether a new instance of the function had to start for it (undefined if the log does not tell). */
export interface Arrival {
  readonly verdict: Verdict;
  readonly cold: boolean | undefined;
}

/**
 * Waits for what becomes of uploads.
 *
 * With a table the record is the answer, and the function's log line only says when to look. Without one, the log line
 * and the objects that appear in the destination bucket are.
 */
export class ResultWatch {
  private readonly cloud: Cloud;
  private readonly clients: Clients;
  private readonly outputs: PipelineOutputs;
  private readonly records: RecordFinder | undefined;
  private readonly expected = new Map<string, Expected>();
  private readonly objects: ObjectEvent[] = [];
  /** Log streams that outcomes were seen in: each instance has one of its own. */
  private readonly streams = new Set<string>();
  private readonly onLog = (event: LogEvent) => void this.heard(event);
  private readonly onObject = (event: ObjectEvent) => void this.objects.push(event);
  private readonly onExecution = () => void this.lookAgain();

  static async open(cloud: Cloud, clients: Clients, outputs: PipelineOutputs): Promise<ResultWatch> {
    const { metadataTable } = outputs;
    const records = metadataTable === undefined ? undefined : await recordFinder(clients.dynamodb, metadataTable);
    return new ResultWatch(cloud, clients, outputs, records);
  }

  private constructor(cloud: Cloud, clients: Clients, outputs: PipelineOutputs, records: RecordFinder | undefined) {
    this.cloud = cloud;
    this.clients = clients;
    this.outputs = outputs;
    this.records = records;
    cloud.events.on("log", this.onLog);
    cloud.events.on("object", this.onObject);
    cloud.events.on("execution", this.onExecution);
  }

  /** Expects a verdict on the upload that `versionId` will tell of. Call it before the upload begins. */
  expect(key: string, versionId: Promise<string | undefined>): Promise<Arrival> {
    return new Promise((settle) => {
      this.expected.set(key, { key, versionId, settle, logged: undefined, cold: undefined });
    });
  }

  /** Waits until nothing is under way any more, and gives every upload that is still open its verdict. */
  async settleAll(): Promise<void> {
    await this.cloud.idle();
    if (this.expected.size === 0) return;
    for (const expected of [...this.expected.values()]) await this.look(expected);
    const { deadLetterQueueUrl } = this.outputs;
    const letters = deadLetterQueueUrl === undefined ? [] : await readDeadLetters(this.clients.sqs, deadLetterQueueUrl);
    for (const expected of [...this.expected.values()]) this.settle(expected, await failure(expected, letters));
  }

  close(): void {
    this.cloud.events.off("log", this.onLog);
    this.cloud.events.off("object", this.onObject);
    this.cloud.events.off("execution", this.onExecution);
  }

  private async heard({ line, logGroup, stream }: LogEvent): Promise<void> {
    const logged = parseOutcomeLine(line);
    if (logged === undefined) return;
    const instance = `${logGroup}:${stream}`;
    const cold = !this.streams.has(instance);
    this.streams.add(instance);
    const expected = this.expected.get(logged.key);
    if (expected === undefined) return;
    const versionId = await expected.versionId.catch(() => undefined);
    if (logged.versionId !== versionId) return;
    Object.assign(expected, { logged, cold });
    if (logged.outcome !== "failed") await this.look(expected);
  }

  /** A workflow writes the record after the log line: it is there when the execution has ended. */
  private async lookAgain(): Promise<void> {
    const logged = [...this.expected.values()].filter((expected) => expected.logged !== undefined);
    await Promise.all(logged.map((expected) => this.look(expected)));
  }

  private async look(expected: Expected): Promise<void> {
    const { key, logged } = expected;
    const verdict =
      this.records === undefined
        ? this.verdictWithoutRecord(expected)
        : await this.records.find(key, await expected.versionId.catch(() => undefined));
    if (verdict === undefined) return;
    const message = verdict.status === "processed" ? undefined : logged?.message;
    this.settle(expected, { ...verdict, ...(message !== undefined && { message }) });
  }

  private verdictWithoutRecord({ key, logged }: Expected): Verdict | undefined {
    const results = this.objects.filter(
      ({ bucket, key: result, eventName }) =>
        bucket === this.outputs.destinationBucket && eventName.startsWith("ObjectCreated:") && isResultOf(result, key),
    );
    if (logged?.outcome === "refused") return { status: "refused", reason: logged.reason ?? "UNKNOWN" };
    if (results.length === 0) return undefined;
    return {
      status: "processed",
      results: results.map((one): ResultObject => ({ key: one.key, bytes: one.sizeBytes })),
    };
  }

  private settle(expected: Expected, verdict: Verdict): void {
    if (this.expected.get(expected.key) !== expected) return;
    this.expected.delete(expected.key);
    expected.settle({ verdict, cold: expected.cold });
  }
}

/** `processed-a.tif` and `processed-a.jpg` are both results of `a.tif`. */
function isResultOf(result: string, key: string): boolean {
  const stem = key.replace(/\.[^./]+$/, "");
  const at = result.lastIndexOf(`-${stem}.`);
  return result.endsWith(`-${key}`) || (at > 0 && /^[a-z]+$/.test(result.slice(at + stem.length + 2)));
}

async function failure({ key, versionId, logged }: Expected, letters: readonly DeadLetter[]): Promise<Verdict> {
  const version = await versionId.catch(() => undefined);
  const letter = letters.find((one) => one.key === key && one.versionId === version);
  if (letter !== undefined) return { status: "failed", reason: "DEAD_LETTER", message: letter.message };
  if (logged !== undefined) {
    return {
      status: "failed",
      reason: logged.reason ?? "FAILED",
      ...(logged.message !== undefined && { message: logged.message }),
    };
  }
  return { status: "failed", reason: "NO_RESULT", message: "no result, no record and no dead letter" };
}
