import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import { makeLogBucket } from "./log-bucket";
import { PrivateBucket } from "./private-bucket";

export interface BucketsContext {
  /** KMS key; absent: SSE-S3. */
  readonly encryptionKey?: aws.kms.Key;
  readonly accountId: pulumi.Input<string>;
}

/** Source and destination, and the bucket of their access logs where there is one. */
export function makeBuckets(
  name: string,
  config: StackConfig,
  { encryptionKey, accountId }: BucketsContext,
  opts: pulumi.ComponentResourceOptions,
): { readonly source: PrivateBucket; readonly destination: PrivateBucket } {
  const { accessLogs, noncurrentExpireDays, originalsExpireDays, production } = config;
  const logBucket = accessLogs ? makeLogBucket(`${name}-access-logs`, config, accountId, opts).bucket : undefined;
  const common = { encryptionKey, logBucket, noncurrentExpireDays, forceDestroy: !production };
  return {
    source: new PrivateBucket(`${name}-source`, { ...common, expireDays: originalsExpireDays }, opts),
    destination: new PrivateBucket(`${name}-destination`, common, opts),
  };
}
