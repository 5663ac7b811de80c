import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { RunResult } from "./instance";
import type { FunctionConfig } from "./types";

/** Figures of one invocation, as its REPORT line gives them. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly status: RunResult["status"];
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

/** Lines that Lambda itself writes about invocations, in the format that the function's log has. */
export class FunctionLog {
  constructor(
    private readonly config: FunctionConfig,
    private readonly stream: string,
    private readonly logs: Logs,
    private readonly iam: Iam,
    private readonly refused: (message: string) => void,
  ) {}

  /** Writes a line of the function's own output. */
  line(message: string): void {
    const { logGroup } = this.config.logging;
    const role = this.iam.roleByArn(this.config.roleArn);
    const group = `arn:aws:logs:${this.iam.region}:${this.iam.accountId}:log-group:${logGroup}`;
    const may = (action: string, resource: string) =>
      role !== undefined && this.iam.allows(this.iam.asRole(role, "logs"), { action, resource });
    if (
      !may("logs:PutLogEvents", `${group}:log-stream:${this.stream}`) ||
      !may("logs:CreateLogStream", `${group}:log-stream:${this.stream}`)
    ) {
      this.refused(
        `the role of ${this.config.name} may not write to log group ${logGroup}; a line is lost: ${message}`,
      );
      return;
    }
    if (!this.logs.has(logGroup)) {
      if (!may("logs:CreateLogGroup", group)) {
        this.refused(
          `there is no log group ${logGroup}, and the role of ${this.config.name} may not create it; a line is lost: ${message}`,
        );
        return;
      }
      this.logs.createGroup({ name: logGroup, retentionInDays: 0, logGroupClass: "STANDARD", tags: {} });
    }
    this.logs.write(logGroup, this.stream, [{ message, timestamp: Date.now() }]);
  }

  start(requestId: string): void {
    if (this.config.logging.format === "Text") this.line(`START RequestId: ${requestId} Version: $LATEST`);
    else this.platform("platform.start", { requestId, version: "$LATEST" });
  }

  /** The REPORT line and what comes before it. */
  report(report: Report): void {
    const { requestId, durationMs, billedMs, initMs, memoryMb, maxMemoryMb, status } = report;
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
    ];
    this.line(parts.join("\t"));
  }

  private platform(type: string, record: object): void {
    if (this.config.logging.systemLevel !== "WARN")
      this.line(JSON.stringify({ time: new Date().toISOString(), type, record }));
  }
}
