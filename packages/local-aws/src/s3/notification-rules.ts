import { invalidArgument } from "./errors";
import type { NotificationConfig, NotificationRule } from "./types";

/** Event types that S3 supports in rules. */
const eventTypes: ReadonlySet<string> = new Set([
  "s3:ObjectCreated:*",
  "s3:ObjectCreated:Put",
  "s3:ObjectCreated:Post",
  "s3:ObjectCreated:Copy",
  "s3:ObjectCreated:CompleteMultipartUpload",
  "s3:ObjectRemoved:*",
  "s3:ObjectRemoved:Delete",
  "s3:ObjectRemoved:DeleteMarkerCreated",
  "s3:LifecycleExpiration:*",
  "s3:LifecycleExpiration:Delete",
  "s3:LifecycleExpiration:DeleteMarkerCreated",
]);

/** Whether `pattern` (`s3:ObjectCreated:*`) covers `eventName` (`ObjectCreated:Put`). */
function coversEvent(pattern: string, eventName: string): boolean {
  const name = `s3:${eventName}`;
  return pattern === name || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)));
}

/** Whether a rule matches an event of a key. The filter is case-sensitive, as in S3. */
export function ruleMatches(rule: NotificationRule, eventName: string, key: string): boolean {
  const events = rule.events.some((pattern) => coversEvent(pattern, eventName));
  return events && key.startsWith(rule.prefix) && key.endsWith(rule.suffix);
}

function eventsOverlap(a: NotificationRule, b: NotificationRule): boolean {
  const covers = (x: string, y: string) => x === y || coversEvent(x, y.replace(/^s3:/, "").replace(/\*$/, ""));
  return a.events.some((x) => b.events.some((y) => covers(x, y) || covers(y, x)));
}

function filtersOverlap(a: NotificationRule, b: NotificationRule): boolean {
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return prefixes && suffixes;
}

/**
 * Checks a configuration: known events, unique names, and no two rules that match the same event of the same key.
 *
 * @throws AwsError `InvalidArgument`.
 */
export function checkRules(config: NotificationConfig): void {
  const { rules } = config;
  for (const [i, rule] of rules.entries()) {
    if (rule.events.length === 0) throw invalidArgument("A notification configuration must name at least one event.");
    const unknown = rule.events.find((event) => !eventTypes.has(event));
    if (unknown !== undefined)
      throw invalidArgument(`A specified event is not supported for notifications: ${unknown}`);
    for (const other of rules.slice(i + 1)) {
      if (rule.id === other.id) throw invalidArgument(`Same ID used for multiple configurations: ${rule.id}`);
      if (eventsOverlap(rule, other) && filtersOverlap(rule, other)) {
        throw invalidArgument(
          `Configurations overlap. Configurations on the same bucket cannot share a common event type: ${rule.id} and ${other.id}`,
        );
      }
    }
  }
}
