import type { LogEvent, ObjectEvent } from "@image-pipeline/local-aws";
import { logFields, parseResultKey } from "../../handlers/contract";
import type { RunningPipeline } from "../stack/pipeline";
import { readFailedUploads, type FailedUpload } from "./dead-letters";
import type { ImageOutcome } from "./image-report";
import { findRecord, recordedOutcome } from "./records";

interface PendingUpload {
  readonly key: string;
  /** Known once the upload has ended. */
  readonly versionId: Promise<string | undefined>;
  readonly settle: (settled: SettledUpload) => void;
  logged: LoggedOutcome | undefined;
  cold: boolean | undefined;
}

/**
 * How an upload ended, and whether a new instance of the function had to start for it (undefined without a log line).
 */
export interface SettledUpload {
  readonly outcome: ImageOutcome;
  readonly cold: boolean | undefined;
}

/**
 * Waits for the outcomes of uploads.
 *
 * With a table the outcome is that of the record, which is looked up when the function logs an outcome. Without a table
 * it follows from the log line and the objects created in the destination bucket.
 */
export class ResultWatch {
  private readonly pipeline: Pick<RunningPipeline, "cloud" | "clients" | "outputs">;
  private readonly pending = new Map<string, PendingUpload>();
  private readonly objects: ObjectEvent[] = [];
  /** Log streams with an outcome: each instance of a function has its own. */
  private readonly streams = new Set<string>();
  private readonly onLog = (event: LogEvent) => this.lookOnce(this.onLogEvent(event));
  private readonly onObject = (event: ObjectEvent) => void this.objects.push(event);
  private readonly onExecution = () => this.lookOnce(this.lookUpLogged());

  constructor(pipeline: Pick<RunningPipeline, "cloud" | "clients" | "outputs">) {
    this.pipeline = pipeline;
    const { events } = pipeline.cloud;
    events.on("log", this.onLog);
    events.on("object", this.onObject);
    events.on("execution", this.onExecution);
  }

  /**
   * Waits for the outcome of an upload. Must be called before the upload begins.
   *
   * @param versionId that the upload returns
   */
  expect(key: string, versionId: Promise<string | undefined>): Promise<SettledUpload> {
    return new Promise((settle) => {
      this.pending.set(key, { key, versionId, settle, logged: undefined, cold: undefined });
    });
  }

  /** Waits until the services are idle, and settles every upload that is still pending: it has failed. */
  async settleAll(): Promise<void> {
    const { cloud, clients, outputs } = this.pipeline;
    await cloud.idle();
    for (const upload of [...this.pending.values()]) await this.lookUp(upload);
    if (this.pending.size === 0) return;
    const letters = await readFailedUploads(clients.sqs, outputs.deadLetterQueueUrl);
    for (const upload of [...this.pending.values()]) this.settle(upload, await failureOf(upload, letters));
  }

  close(): void {
    const { events } = this.pipeline.cloud;
    events.off("log", this.onLog);
    events.off("object", this.onObject);
    events.off("execution", this.onExecution);
  }

  /** A look that fails, because the services stop for example, is taken again by {@link settleAll}. */
  private lookOnce(look: Promise<void>): void {
    look.catch(() => undefined);
  }

  private async onLogEvent({ line, logGroup, stream }: LogEvent): Promise<void> {
    const logged = parseOutcomeLine(line);
    if (logged === undefined) return;
    const instance = `${logGroup}:${stream}`;
    const cold = !this.streams.has(instance);
    this.streams.add(instance);
    const upload = this.pending.get(logged.key);
    if (upload === undefined) return;
    const versionId = await upload.versionId.catch(() => undefined);
    if (logged.versionId !== versionId) return;
    Object.assign(upload, { logged, cold });
    if (logged.outcome !== "failed") await this.lookUp(upload);
  }

  /** A workflow writes the record after the function's log line: the record exists when the execution has ended. */
  private async lookUpLogged(): Promise<void> {
    const logged = [...this.pending.values()].filter((upload) => upload.logged !== undefined);
    await Promise.all(logged.map((upload) => this.lookUp(upload)));
  }

  private async lookUp(upload: PendingUpload): Promise<void> {
    const { metadataTable } = this.pipeline.outputs;
    const outcome =
      metadataTable === undefined ? this.outcomeWithoutRecord(upload) : await this.recorded(upload, metadataTable);
    if (outcome === undefined) return;
    const message = outcome.status === "processed" ? undefined : upload.logged?.message;
    this.settle(upload, { ...outcome, ...(message !== undefined && { message }) });
  }

  private async recorded({ key, versionId }: PendingUpload, table: string): Promise<ImageOutcome | undefined> {
    const version = await versionId.catch(() => undefined);
    const record = await findRecord(this.pipeline.clients.dynamodb, table, key, version);
    return record && recordedOutcome(record);
  }

  private outcomeWithoutRecord({ key, logged }: PendingUpload): ImageOutcome | undefined {
    if (logged?.outcome === "refused") return refusedOutcome(logged);
    const results = this.objects.filter(
      ({ bucket, key: result, eventName }) =>
        bucket === this.pipeline.outputs.destinationBucket &&
        eventName === "ObjectCreated:Put" &&
        parseResultKey(result)?.key === key,
    );
    if (results.length === 0) return undefined;
    return { status: "processed", results: results.map((one) => ({ key: one.key, bytes: one.sizeBytes })) };
  }

  private settle(upload: PendingUpload, outcome: ImageOutcome): void {
    if (this.pending.get(upload.key) !== upload) return;
    this.pending.delete(upload.key);
    upload.settle({ outcome, cold: upload.cold });
  }
}

function refusedOutcome({ reason, message }: LoggedOutcome): ImageOutcome {
  return { status: "refused", reason: reason ?? "UNKNOWN", ...(message !== undefined && { message }) };
}

async function failureOf(
  { key, versionId, logged }: PendingUpload,
  letters: readonly FailedUpload[],
): Promise<ImageOutcome> {
  const version = await versionId.catch(() => undefined);
  const letter = letters.find((one) => one.key === key && one.versionId === version);
  if (letter !== undefined) return { status: "failed", reason: "DEAD_LETTER", message: letter.message };
  // What was removed before it was processed has no record.
  if (logged?.outcome === "refused") return refusedOutcome(logged);
  if (logged !== undefined) {
    return {
      status: "failed",
      reason: logged.reason ?? "FAILED",
      ...(logged.message !== undefined && { message: logged.message }),
    };
  }
  return { status: "failed", reason: "NO_RESULT", message: "no result, no record and no dead letter" };
}

/** An outcome as the function logs it. */
interface LoggedOutcome {
  readonly outcome: ImageOutcome["status"];
  readonly key: string;
  readonly versionId?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The outcome in a structured log line; undefined for every other line. */
export function parseOutcomeLine(line: string): LoggedOutcome | undefined {
  if (!line.startsWith("{")) return undefined;
  let fields: Readonly<Record<string, unknown>> | null;
  try {
    fields = JSON.parse(line) as Readonly<Record<string, unknown>> | null;
  } catch {
    return undefined;
  }
  const text = (name: keyof typeof logFields) => {
    const value = fields?.[logFields[name]];
    return typeof value === "string" ? value : undefined;
  };
  const [outcome, key, versionId, reason, message] = [
    text("outcome"),
    text("key"),
    text("versionId"),
    text("reason"),
    text("message"),
  ];
  if (key === undefined || (outcome !== "processed" && outcome !== "refused" && outcome !== "failed")) return undefined;
  return {
    outcome,
    key,
    ...(versionId !== undefined && { versionId }),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  };
}
