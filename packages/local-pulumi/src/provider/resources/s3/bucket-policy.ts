import { document } from "../../schema";
import { bucketSetting } from "./bucket-setting";

/** `aws.s3.BucketPolicy`. */
export const bucketPolicy = bucketSetting({
  token: "aws:s3/bucketPolicy:BucketPolicy",
  properties: { policy: document({ required: true }) },
  put: (bucket, inputs, { services }) => services.s3.putPolicy(bucket, inputs.policy as string),
  get: ({ policy }) => (policy === undefined ? undefined : { policy }),
  remove: (bucket, _, { services }) => services.s3.putPolicy(bucket, undefined),
});
