import { text } from "../../schema";
import { bucketSetting } from "./bucket-setting";

/** `aws.s3.BucketLogging`. The setting is kept and described; the embedded S3 writes no access logs. */
export const bucketLogging = bucketSetting({
  token: "aws:s3/bucketLogging:BucketLogging",
  properties: { targetBucket: text({ required: true }), targetPrefix: text({ required: true }) },
  put: (bucket, inputs, { services }) => {
    const targetBucket = inputs.targetBucket as string;
    if (!services.s3.buckets.has(targetBucket)) {
      throw new Error(`InvalidTargetBucketForLogging: The target bucket for logging does not exist: ${targetBucket}`);
    }
    services.s3.configure(bucket, { logging: { targetBucket, targetPrefix: inputs.targetPrefix as string } });
  },
  get: ({ logging }) => logging,
  remove: (bucket, _, { services }) => services.s3.configure(bucket, { logging: undefined }),
});
