import type { ConfigReader } from "./config-reader";

/** Event notifications that a bucket can have (AWS General Reference, Amazon S3 service quotas). */
const MAX_NOTIFICATIONS = 100;

/** Characters that a rule's event pattern can have if no quota was raised (EventBridge quotas, Event pattern size). */
const MAX_PATTERN_CHARS = 2048;

/** Of a pattern's characters, those that are not about keys: source, detail type and a bucket of 63 characters. */
const OTHER_PATTERN_CHARS = 200;

/** What is declared once for each suffix. */
interface SuffixUse {
  readonly suffixes: readonly string[];
  readonly prefix: string;
  /** Whether uploads go through a rule of EventBridge rather than the bucket's notifications. */
  readonly uploadsByRule: boolean;
  /** How removals go; absent: they are not followed. */
  readonly removalsBy?: "rule" | "notification";
}

/** Reports suffixes that AWS would not take all of. */
export function checkSuffixLimits(
  reader: ConfigReader,
  { suffixes, prefix, uploadsByRule, removalsBy }: SuffixUse,
): void {
  const perSuffix = (uploadsByRule ? 0 : 1) + (removalsBy === "notification" ? 1 : 0);
  const most = Math.floor(MAX_NOTIFICATIONS / Math.max(1, perSuffix));
  if (perSuffix > 0 && suffixes.length > most) {
    reader.problem(
      "suffixes",
      `at most ${most}, as a bucket has at most ${MAX_NOTIFICATIONS} notifications`,
      suffixes.length,
    );
  }
  // `{"wildcard":"PREFIX*SUFFIX"},` of each.
  const pattern = suffixes.reduce((sum, suffix) => sum + prefix.length + suffix.length + 17, OTHER_PATTERN_CHARS);
  if ((uploadsByRule || removalsBy === "rule") && pattern > MAX_PATTERN_CHARS) {
    const expected = `with uploadPrefix at most ${MAX_PATTERN_CHARS} characters of an event pattern: fewer, or a shorter prefix`;
    reader.problem("suffixes", expected, pattern);
  }
}
