import { flag } from "../../schema";
import { bucketSetting } from "./bucket-setting";

/** `aws.s3.BucketPublicAccessBlock`. */
export const bucketPublicAccessBlock = bucketSetting({
  token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  properties: {
    blockPublicAcls: flag({ byDefault: false }),
    blockPublicPolicy: flag({ byDefault: false }),
    ignorePublicAcls: flag({ byDefault: false }),
    restrictPublicBuckets: flag({ byDefault: false }),
    skipDestroy: flag(),
  },
  put: (bucket, inputs, { services }) =>
    services.s3.configure(bucket, {
      publicAccessBlock: {
        blockPublicAcls: inputs.blockPublicAcls === true,
        blockPublicPolicy: inputs.blockPublicPolicy === true,
        ignorePublicAcls: inputs.ignorePublicAcls === true,
        restrictPublicBuckets: inputs.restrictPublicBuckets === true,
      },
    }),
  get: ({ publicAccessBlock }, { skipDestroy }) =>
    publicAccessBlock && { ...publicAccessBlock, ...(skipDestroy === true && { skipDestroy }) },
  remove: (bucket, { skipDestroy }, { services }) => {
    if (skipDestroy !== true) services.s3.configure(bucket, { publicAccessBlock: undefined });
  },
});
