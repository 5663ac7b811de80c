import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { JsonOperation } from "../http/json-service";
import type { Iam } from "../iam/iam";
import type { LogGroupSettings, LogLine, Logs } from "./logs";

interface LogsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logGroupNamePrefix?: string;
  readonly logStreamName?: string;
  readonly logStreamNames?: readonly string[];
  readonly filterPattern?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly resourceArn?: string;
}

/** Dependencies of the operations. */
interface LogsApi {
  readonly logs: Logs;
  readonly iam: Iam;
}

function group({ logs, iam }: LogsApi, input: LogsInput, caller: Caller, action: string): LogGroupSettings {
  const name = (input.logGroupName ?? input.logGroupIdentifier ?? "").replace(
    /^arn:aws:logs:[^:]*:[^:]*:log-group:/,
    "",
  );
  const found = logs.group(name);
  iam.authorize(caller, { action, resource: found.arn }, "AccessDeniedException", 400);
  return found;
}

/** @throws AwsError `InvalidParameterException` for a pattern on fields, of alternatives, exclusions or expressions. */
function checkPattern(pattern: string): void {
  if (!/^\s*[{[]|(^|\s)[?-]|%/.test(pattern)) return;
  const message = `The embedded CloudWatch Logs has filter patterns of terms only, got "${pattern}"`;
  throw new AwsError("InvalidParameterException", message);
}

/** Whether a message contains every term of a filter pattern. Terms with spaces are quoted. */
function matchesPattern(message: string, pattern: string): boolean {
  const terms = pattern.match(/"[^"]*"|\S+/g) ?? [];
  return terms.every((term) => message.includes(term.replace(/^"|"$/g, "")));
}

function inTime({ timestamp }: LogLine, { startTime = 0, endTime = Infinity }: LogsInput): boolean {
  return timestamp >= startTime && timestamp <= endTime;
}

function describe(settings: LogGroupSettings): object {
  return {
    logGroupName: settings.name,
    arn: `${settings.arn}:*`,
    logGroupArn: settings.arn,
    creationTime: settings.createdAt,
    retentionInDays: settings.retentionInDays === 0 ? undefined : settings.retentionInDays,
    kmsKeyId: settings.kmsKeyArn,
    logGroupClass: settings.logGroupClass,
  };
}

/** The CloudWatch Logs API by operation. */
export const logsOperations: Readonly<Record<string, JsonOperation<LogsApi, LogsInput>>> = {
  DescribeLogGroups: ({ logs, iam }, input, caller) => {
    iam.authorize(caller, { action: "logs:DescribeLogGroups", resource: "*" }, "AccessDeniedException", 400);
    const groups = logs.groups().filter((settings) => settings.name.startsWith(input.logGroupNamePrefix ?? ""));
    return { logGroups: groups.map(describe) };
  },
  DescribeLogStreams: (api, input, caller) => {
    const { name, arn } = group(api, input, caller, "logs:DescribeLogStreams");
    const streams = [...new Set(api.logs.lines(name).map((line) => line.stream))];
    return { logStreams: streams.map((stream) => ({ logStreamName: stream, arn: `${arn}:log-stream:${stream}` })) };
  },
  GetLogEvents: (api, input, caller) => {
    const { name } = group(api, input, caller, "logs:GetLogEvents");
    const lines = api.logs.lines(name).filter((line) => line.stream === input.logStreamName && inTime(line, input));
    const token = `f/${lines.length}`;
    const events = lines
      .slice(-(input.limit ?? 10_000))
      .map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp }));
    return { events, nextForwardToken: token, nextBackwardToken: token };
  },
  FilterLogEvents: (api, input, caller) => {
    const { name } = group(api, input, caller, "logs:FilterLogEvents");
    checkPattern(input.filterPattern ?? "");
    const lines = api.logs
      .lines(name)
      .filter((line) => inTime(line, input) && matchesPattern(line.message, input.filterPattern ?? ""))
      .filter((line) => input.logStreamNames === undefined || input.logStreamNames.includes(line.stream));
    const events = lines.slice(0, input.limit ?? 10_000).map(({ timestamp, message, stream }, i) => ({
      eventId: String(i),
      timestamp,
      message,
      logStreamName: stream,
      ingestionTime: timestamp,
    }));
    return { events };
  },
  ListTagsForResource: ({ logs, iam }, input, caller) => {
    const name = (input.resourceArn ?? "").replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, "").replace(/:\*$/, "");
    const found = logs.group(name);
    iam.authorize(caller, { action: "logs:ListTagsForResource", resource: found.arn }, "AccessDeniedException", 400);
    return { tags: found.tags };
  },
};
