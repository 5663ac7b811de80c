import type { BucketSettings } from "@image-pipeline/local-aws";
import { object, oneOf } from "../../schema";
import { bucketSetting } from "./bucket-setting";

/** `aws.s3.BucketOwnershipControls`. */
export const bucketOwnershipControls = bucketSetting({
  token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  properties: {
    rule: object(
      { objectOwnership: oneOf(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"], { required: true }) },
      { required: true },
    ),
  },
  put: (bucket, inputs, { services }) => {
    const { objectOwnership } = inputs.rule as { objectOwnership: BucketSettings["ownership"] };
    services.s3.configure(bucket, { ownership: objectOwnership });
  },
  get: ({ ownership }) => ({ rule: { objectOwnership: ownership } }),
  // Without controls a bucket takes ACLs, and objects belong to the account that writes them.
  remove: (bucket, _, { services }) => services.s3.configure(bucket, { ownership: "ObjectWriter" }),
});
