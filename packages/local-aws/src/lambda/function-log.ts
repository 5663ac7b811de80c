import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { RunResult } from "./instance";
import type { FunctionConfig } from "./types";

/** Figures of an invocation's REPORT line. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly status: RunResult["status"];
  /** Type of a failure that the function's code has not raised. */
  readonly errorType?: string;
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

/** Log of an instance: the function's own lines, and Lambda's in the format that the function declares. */
export class FunctionLog {
  constructor(
    private readonly config: FunctionConfig,
    private readonly version: string,
    private readonly stream: string,
    private readonly logs: Logs,
    private readonly iam: Iam,
    private readonly onRefused: (message: string) => void,
  ) {}

  /** Writes a line, with the permissions of the function's role. */
  line(message: string): void {
    const { logGroup } = this.config.logging;
    const role = this.iam.roleByArn(this.config.roleArn);
    const group = `arn:aws:logs:${this.iam.region}:${this.iam.accountId}:log-group:${logGroup}`;
    const isAllowed = (action: string, resource: string) =>
      role !== undefined && this.iam.allows(this.iam.asRole(role, "logs"), { action, resource });
    if (
      !isAllowed("logs:PutLogEvents", `${group}:log-stream:${this.stream}`) ||
      !isAllowed("logs:CreateLogStream", `${group}:log-stream:${this.stream}`)
    ) {
      this.onRefused(
        `the role of ${this.config.name} may not write to log group ${logGroup}; a line is lost: ${message}`,
      );
      return;
    }
    if (!this.logs.has(logGroup)) {
      if (!isAllowed("logs:CreateLogGroup", group)) {
        this.onRefused(
          `log group ${logGroup} does not exist, and the role of ${this.config.name} may not create it; a line is lost: ${message}`,
        );
        return;
      }
      this.logs.createGroup({ name: logGroup, retentionInDays: 0, logGroupClass: "STANDARD", tags: {} });
    }
    this.logs.write(logGroup, this.stream, [{ message, timestamp: Date.now() }]);
  }

  start(requestId: string): void {
    if (this.config.logging.format === "Text") this.line(`START RequestId: ${requestId} Version: ${this.version}`);
    else this.platform("platform.start", { requestId, version: this.version });
  }

  /** Writes the END and REPORT lines. */
  report(report: Report): void {
    const { requestId, durationMs, billedMs, initMs, memoryMb, maxMemoryMb, status, errorType } = report;
    if (this.config.logging.format === "JSON") {
      this.platform("platform.report", {
        requestId,
        metrics: {
          durationMs: hundredths(durationMs),
          billedDurationMs: billedMs,
          memorySizeMB: memoryMb,
          maxMemoryUsedMB: maxMemoryMb,
          ...(initMs !== undefined && { initDurationMs: hundredths(initMs) }),
        },
        status: status === "ok" ? "success" : status,
        ...(errorType !== undefined && { errorType }),
      });
      return;
    }
    this.line(`END RequestId: ${requestId}`);
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs} ms`,
      `Memory Size: ${memoryMb} MB`,
      `Max Memory Used: ${maxMemoryMb} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(status === "ok" ? [] : [`Status: ${status}`]),
      ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
    ];
    this.line(parts.join("\t"));
  }

  private platform(type: string, record: object): void {
    if (this.config.logging.systemLevel !== "WARN")
      this.line(JSON.stringify({ time: new Date().toISOString(), type, record }));
  }
}
