import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import { PrivateBucket } from "./private-bucket";

/** Days that access logs are kept. */
const KEEP_DAYS = 90;

/**
 * The bucket for S3's access logs. Its own accesses are not logged, and it is SSE-S3 whatever the stack's encryption:
 * S3 delivers access logs to no bucket with a customer's KMS key.
 */
export function makeLogBucket(
  name: string,
  config: StackConfig,
  accountId: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): PrivateBucket {
  return new PrivateBucket(
    name,
    {
      expireDays: KEEP_DAYS,
      noncurrentExpireDays: config.noncurrentExpireDays,
      forceDestroy: !config.production,
      statements: (bucket) => [
        {
          Sid: "DeliverAccessLogs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${bucket.arn}/*`,
          Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
      ],
    },
    opts,
  );
}
