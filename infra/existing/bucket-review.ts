import { supersededTag } from "../../handlers/contract";
import type { BucketState, LifecycleRule } from "./bucket-state";
import { reviewPolicy } from "./policy-review";
import { error, warning, type Remark } from "./remark";
import { isSameKey } from "./same-key";

/** What the stack wants of a bucket that others own. */
export interface BucketUse {
  /** `source`: originals are read there. `destination`: results are written there. */
  readonly as: "source" | "destination";
  readonly bucketName: string;
  /** The stack's. */
  readonly region: string;
  /** Keys that the stack works with begin with one of them. */
  readonly prefixes: readonly string[];
  /** Whether the stack switches EventBridge on. Of a source alone. */
  readonly enablesEventBridge?: boolean;
  /** Origin whose pages post to the bucket; absent: none. */
  readonly corsOrigin?: string;
  /** Days after which results with {@link supersededTag} are to expire; absent: none has it. */
  readonly supersededExpireDays?: number;
}

/** A check, and the settings that it looks at. */
export interface BucketCheck<Key extends keyof BucketState = keyof BucketState> {
  readonly reads: readonly Key[];
  readonly judge: (state: Pick<BucketState, Key>, use: BucketUse) => readonly Remark[];
}

const check = <Key extends keyof BucketState>(
  reads: readonly Key[],
  judge: BucketCheck<Key>["judge"],
): BucketCheck => ({ reads, judge });

const checkRegion = check(["region"], ({ region }, use) =>
  region === use.region
    ? []
    : [error(`it is in ${region}; expected ${use.region}, where the stack is. Deploy the stack there`)],
);

const checkVersioning = check(["isVersioned"], ({ isVersioned }, { as, bucketName }) => {
  if (isVersioned) return [];
  const how = `aws s3api put-bucket-versioning --bucket ${bucketName} --versioning-configuration Status=Enabled`;
  return as === "source"
    ? [error(`expected versioning, by which the pipeline tells uploads of one key apart; it is off. Run ${how}`)]
    : [warning(`versioning is off: results that are replaced or removed cannot be restored. Run ${how}`)];
});

const checkEventBridge = check(["isEventBridgeOn"], ({ isEventBridgeOn }, { as, enablesEventBridge }) =>
  as === "destination" || isEventBridgeOn || enablesEventBridge === true
    ? []
    : [
        error(
          "expected delivery to EventBridge, through which uploads arrive; it is off. Let the owner switch it on, " +
            "or set source.enableEventBridge if nobody is notified yet (docs/existing.md#eventbridge)",
        ),
      ],
);

const checkNotifications = check(["destinations"], ({ destinations }, { as, enablesEventBridge }) => {
  if (as === "destination" || destinations === 0) return [];
  const others = `${destinations} notification${destinations === 1 ? "" : "s"} of others`;
  return enablesEventBridge === true
    ? [
        error(
          `source.enableEventBridge writes the bucket's whole notification configuration, which has ${others}. ` +
            "Leave it out, and let the owner add EventBridge to what is there (docs/existing.md#eventbridge)",
        ),
      ]
    : [{ level: "info", text: `it has ${others}, which stay: uploads arrive through EventBridge` }];
});

/**
 * What is to be said of a bucket's default encryption.
 *
 * @param keyArn the stack's KMS key; absent: it has none for images
 */
export function reviewEncryption(
  { algorithm, keyId }: BucketState["encryption"],
  keyArn: string | undefined,
): readonly Remark[] {
  const isForeign = keyId !== undefined && !keyId.endsWith("alias/aws/s3") && !isSameKey(keyId, keyArn);
  if (algorithm.startsWith("aws:kms") && isForeign) {
    return [
      error(
        `its objects are encrypted with the KMS key ${keyId}, which the functions may not use. ` +
          "Expected that of the stack (encryptionKey), keys that AWS manages, or SSE-S3",
      ),
    ];
  }
  return keyArn === undefined || isSameKey(keyId, keyArn)
    ? []
    : [warning(`its default encryption is ${algorithm}: only what the stack writes is encrypted with ${keyArn}`)];
}

const checkLifecycle = check(
  ["lifecycleRules", "isVersioned"],
  ({ lifecycleRules, isVersioned }, { as, prefixes, supersededExpireDays }) => {
    const rules = lifecycleRules.filter(({ enabled }) => enabled);
    const kept = as === "source" ? "their results and records stay" : "their records stay";
    const isOfKeys = (rule: LifecycleRule) => prefixes.some((prefix) => overlaps(rule, prefix));
    const expiring = rules.filter((rule) => expires(rule) && isOfKeys(rule) && !isOfSuperseded(rule));
    const hasNoncurrent = rules.some(({ noncurrentVersionExpiration }) => noncurrentVersionExpiration);
    const { key, value } = supersededTag;
    return [
      ...expiring.map(({ id, expiration }) =>
        warning(`lifecycle rule ${id} removes objects ${whenOf(expiration)}: ${kept}`),
      ),
      ...(isVersioned && !hasNoncurrent
        ? [
            warning(
              "no lifecycle rule removes old versions, which are kept and paid for; noncurrentExpireDays is not used",
            ),
          ]
        : []),
      ...(supersededExpireDays === undefined || rules.some(isOfSuperseded)
        ? []
        : [
            warning(
              "no lifecycle rule removes results whose place others have taken. " +
                `Add one for the tag ${key}=${value}, after ${supersededExpireDays} days`,
            ),
          ]),
    ];
  },
);

const expires = ({ expiration }: LifecycleRule): boolean =>
  (expiration?.days ?? 0) > 0 || (expiration?.date ?? "") !== "";

const whenOf = (expiration: LifecycleRule["expiration"]): string =>
  (expiration?.days ?? 0) > 0 ? `${expiration?.days} days old` : `on ${expiration?.date}`;

const overlaps = ({ prefix = "" }: LifecycleRule, keys: string): boolean =>
  prefix.startsWith(keys) || keys.startsWith(prefix);

const isOfSuperseded = ({ tags = {} }: LifecycleRule): boolean => tags[supersededTag.key] === supersededTag.value;

const checkCors = check(["corsRules"], ({ corsRules }, { corsOrigin }) => {
  const isAllowed = corsRules.some(
    ({ allowedOrigins, allowedMethods }) =>
      allowedMethods.includes("POST") && allowedOrigins.some((origin) => origin === corsOrigin || origin === "*"),
  );
  return corsOrigin === undefined || isAllowed
    ? []
    : [
        warning(
          `no CORS rule lets pages of ${corsOrigin} send upload forms. Add one: AllowedOrigins ${corsOrigin}, ` +
            "AllowedMethods POST, AllowedHeaders *, ExposeHeaders x-amz-version-id",
        ),
      ];
});

const checkPolicy = check(["policy"], ({ policy }) => reviewPolicy(policy).map(warning));

/** Everything that is looked at of a bucket that others own, its encryption apart. None of it is changed. */
export const bucketChecks: readonly BucketCheck[] = [
  checkRegion,
  checkVersioning,
  checkEventBridge,
  checkNotifications,
  checkPolicy,
  checkLifecycle,
  checkCors,
];
