import type { Route } from "../../handlers/contract";
import type { ConfigReader } from "../config-reader";

/** Event notifications that a bucket can have (AWS General Reference, Amazon S3 service quotas). */
const MAX_NOTIFICATIONS = 100;

/** Characters that a rule's event pattern can have if no quota was raised (EventBridge quotas, Event pattern size). */
const MAX_PATTERN_CHARS = 2048;

/** Of a pattern's characters, those that are not about keys: source, detail type and a bucket of 63 characters. */
const OTHER_PATTERN_CHARS = 200;

/**
 * Of the 10,240 characters that the inline policies of a role can have together (IAM and STS quotas, "IAM and STS
 * character limits"), those that the prefixes of the routes may take. The largest role, which deletes images, has some
 * 4,500 others.
 */
const MAX_PREFIX_POLICY_CHARS = 5000;

/** Characters of a resource besides its prefix: `"arn:aws-us-gov:s3:::BUCKET/*",` with a bucket of 63 characters. */
const RESOURCE_CHARS = 90;

type Filters = Pick<Route, "prefix" | "suffixes">;

/** What is declared for each suffix and prefix. */
interface RouteUse {
  readonly routes: readonly Filters[];
  /** Key of the config that they are of. */
  readonly setting: "suffixes" | "routes";
  /** Whether uploads go through a rule of EventBridge rather than the bucket's notifications. */
  readonly uploadsByRule: boolean;
  /** How removals go; absent: they are not followed. */
  readonly removalsBy?: "rule" | "notification";
  /** Most statements of one role that name the prefixes. */
  readonly statements: number;
}

/** Reports suffixes, and routes, that AWS would not take all of. */
export function checkRouteLimits(reader: ConfigReader, use: RouteUse): void {
  checkNotifications(reader, use);
  checkPattern(reader, use);
  if (use.setting === "routes") checkPolicy(reader, use);
}

function checkNotifications(reader: ConfigReader, { routes, setting, uploadsByRule, removalsBy }: RouteUse): void {
  const perFilter = (uploadsByRule ? 0 : 1) + (removalsBy === "notification" ? 1 : 0);
  const most = Math.floor(MAX_NOTIFICATIONS / Math.max(1, perFilter));
  const filters = routes.reduce((sum, { suffixes }) => sum + Math.max(1, suffixes.length), 0);
  if (perFilter === 0 || filters <= most) return;
  const what = setting === "routes" ? " suffixes in all of them" : "";
  reader.problem(
    setting,
    `at most ${most}${what}, as a bucket has at most ${MAX_NOTIFICATIONS} notifications`,
    filters,
  );
}

function checkPattern(reader: ConfigReader, { routes, setting, uploadsByRule, removalsBy }: RouteUse): void {
  // `{"wildcard":"PREFIX*SUFFIX"},` of each.
  const chars = ({ prefix, suffixes }: Filters) =>
    (suffixes.length === 0 && setting === "routes" ? [""] : suffixes).reduce(
      (sum, suffix) => sum + prefix.length + suffix.length + 17,
      0,
    );
  const pattern = routes.reduce((sum, route) => sum + chars(route), OTHER_PATTERN_CHARS);
  if (!(uploadsByRule || removalsBy === "rule") || pattern <= MAX_PATTERN_CHARS) return;
  const [context, fewer] =
    setting === "routes" ? ["", "fewer, or fewer or shorter suffixes"] : ["with uploadPrefix ", "fewer"];
  const expected = `${context}at most ${MAX_PATTERN_CHARS} characters of an event pattern: ${fewer}, or a shorter prefix`;
  reader.problem(setting, expected, pattern);
}

function checkPolicy(reader: ConfigReader, { routes, setting, statements }: RouteUse): void {
  const chars = routes.reduce((sum, { prefix }) => sum + statements * (prefix.length + RESOURCE_CHARS), 0);
  if (chars <= MAX_PREFIX_POLICY_CHARS) return;
  const expected = `at most ${MAX_PREFIX_POLICY_CHARS} characters of a role's policies: fewer, or shorter prefixes`;
  reader.problem(setting, expected, chars);
}
