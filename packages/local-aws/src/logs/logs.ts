import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";

/** Number of lines that are kept of a log group. */
const MAX_LINES = 10_000;

/** Retention times that CloudWatch Logs accepts, in days; 0 is unlimited. */
export const retentionDays: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Settings of a log group. */
export interface LogGroupSettings {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  retentionInDays: number;
  kmsKeyArn?: string;
  logGroupClass: string;
  tags: Record<string, string>;
}

/** One line in a group. */
export interface LogLine {
  readonly stream: string;
  readonly timestamp: number;
  readonly message: string;
}

interface LogGroup {
  readonly settings: LogGroupSettings;
  readonly lines: LogLine[];
}

/** Log groups and the lines of this run. Settings are stored for the next run, lines are not. */
export class Logs {
  private readonly groupsByName = new Map<string, LogGroup>();
  private readonly state: StateDocument;

  constructor(private readonly cloud: ServiceContext) {
    for (const settings of cloud.state.read<LogGroupSettings[]>("logs") ?? []) {
      this.groupsByName.set(settings.name, { settings, lines: [] });
    }
    this.state = cloud.state.document("logs", () => this.groups());
  }

  /** @throws AwsError `ResourceAlreadyExistsException`. */
  createGroup(spec: Omit<LogGroupSettings, "arn" | "createdAt">): LogGroupSettings {
    if (this.groupsByName.has(spec.name)) {
      throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
    }
    const settings = { ...spec, arn: arn(this.cloud, "logs", `log-group:${spec.name}`), createdAt: Date.now() };
    this.groupsByName.set(spec.name, { settings, lines: [] });
    this.changed();
    return settings;
  }

  has(name: string): boolean {
    return this.groupsByName.has(name);
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  group(name: string): LogGroupSettings {
    return this.requireGroup(name).settings;
  }

  groups(): LogGroupSettings[] {
    return [...this.groupsByName.values()].map((group) => group.settings);
  }

  deleteGroup(name: string): void {
    this.requireGroup(name);
    this.groupsByName.delete(name);
    this.changed();
  }

  /** Writes lines to a group. @throws AwsError `ResourceNotFoundException`. */
  write(name: string, stream: string, messages: readonly { message: string; timestamp: number }[]): void {
    const { lines } = this.requireGroup(name);
    for (const { message, timestamp } of messages) {
      lines.push({ stream, timestamp, message });
      this.cloud.events.emit("log", { logGroup: name, stream, line: message, timestamp });
    }
    if (lines.length > MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
  }

  /** Lines of a group, oldest first. @throws AwsError `ResourceNotFoundException`. */
  lines(name: string): readonly LogLine[] {
    return this.requireGroup(name).lines;
  }

  changed(): void {
    this.state.changed();
  }

  private requireGroup(name: string): LogGroup {
    const group = this.groupsByName.get(name);
    if (group === undefined) throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    return group;
  }
}
