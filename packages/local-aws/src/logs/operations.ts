import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { JsonOperation } from "../http/json-service";
import { pageOf, type Page } from "../http/pages";
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
  readonly nextToken?: string;
  readonly startFromHead?: boolean;
  readonly resourceArn?: string;
}

/** Dependencies of the operations. */
interface LogsApi {
  readonly logs: Logs;
  readonly iam: Iam;
}

/** Entries of a page without a limit: groups and streams, and events. */
const DEFAULT_PAGE = 50;
const DEFAULT_EVENTS = 10_000;

const invalidToken = () => new AwsError("InvalidParameterException", "The specified nextToken is invalid.");

function page<T>(list: readonly T[], { nextToken, limit }: LogsInput, byDefault: number): Page<T> {
  return pageOf(list, { token: nextToken, size: limit, byDefault }, invalidToken);
}

/** The lines of a page of a stream: the newest ones, or those after or before the place that a token names. */
function streamPage(lines: readonly LogLine[], { nextToken, limit = DEFAULT_EVENTS, startFromHead }: LogsInput) {
  const [, direction = startFromHead === true ? "f" : "b", place] = /^([fb])\/(\d+)$/.exec(nextToken ?? "") ?? [];
  if (nextToken !== undefined && place === undefined) throw invalidToken();
  const from = direction === "f" ? Number(place ?? 0) : Math.max(0, Number(place ?? lines.length) - limit);
  const to = direction === "f" ? Math.min(lines.length, from + limit) : Number(place ?? lines.length);
  return { lines: lines.slice(from, to), nextForwardToken: `f/${to}`, nextBackwardToken: `b/${from}` };
}

function group({ logs, iam }: LogsApi, input: LogsInput, caller: Caller, action: string): LogGroupSettings {
  if (input.logGroupName !== undefined && input.logGroupIdentifier !== undefined) {
    throw new AwsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  }
  const named = input.logGroupName ?? input.logGroupIdentifier;
  if (named === undefined) {
    throw new AwsError("InvalidParameterException", "Either logGroupName or logGroupIdentifier is required.");
  }
  const name = named.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, "");
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
    const { items, nextToken } = page(groups, input, DEFAULT_PAGE);
    return { logGroups: items.map(describe), nextToken };
  },
  DescribeLogStreams: (api, input, caller) => {
    const { name, arn } = group(api, input, caller, "logs:DescribeLogStreams");
    const streams = [...new Set(api.logs.lines(name).map((line) => line.stream))];
    const { items, nextToken } = page(streams, input, DEFAULT_PAGE);
    const logStreams = items.map((stream) => ({ logStreamName: stream, arn: `${arn}:log-stream:${stream}` }));
    return { logStreams, nextToken };
  },
  GetLogEvents: (api, input, caller) => {
    const { name } = group(api, input, caller, "logs:GetLogEvents");
    const ofStream = api.logs.lines(name).filter((line) => line.stream === input.logStreamName);
    if (ofStream.length === 0) {
      throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    const inside = ofStream.filter((line) => inTime(line, input));
    const { lines, ...tokens } = streamPage(inside, input);
    const events = lines.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp }));
    return { events, ...tokens };
  },
  FilterLogEvents: (api, input, caller) => {
    const { name } = group(api, input, caller, "logs:FilterLogEvents");
    checkPattern(input.filterPattern ?? "");
    const lines = api.logs
      .lines(name)
      .filter((line) => inTime(line, input) && matchesPattern(line.message, input.filterPattern ?? ""))
      .filter((line) => input.logStreamNames === undefined || input.logStreamNames.includes(line.stream));
    const { items, nextToken } = page([...lines.entries()], input, DEFAULT_EVENTS);
    const events = items.map(([i, { timestamp, message, stream }]) => ({
      eventId: String(i),
      timestamp,
      message,
      logStreamName: stream,
      ingestionTime: timestamp,
    }));
    return { events, nextToken };
  },
  ListTagsForResource: ({ logs, iam }, input, caller) => {
    const name = (input.resourceArn ?? "").replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, "").replace(/:\*$/, "");
    const found = logs.group(name);
    iam.authorize(caller, { action: "logs:ListTagsForResource", resource: found.arn }, "AccessDeniedException", 400);
    return { tags: found.tags };
  },
};
