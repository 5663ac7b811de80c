import type { Need, NeedsByType, Scope } from "../types";

const owners = { "aws:s3/bucket:Bucket": "bucket" };

const buckets: Scope = {
  sid: "Buckets",
  owners,
  arns: ({ partition }, name) => [`arn:${partition}:s3:::${name}`],
};

/** Of a bucket of others, the notification configuration may be all that a stack writes. */
const notifications: Scope = {
  sid: "BucketNotifications",
  owners: { "aws:s3/bucketNotification:BucketNotification": "bucket" },
  arns: ({ partition }, name) => [`arn:${partition}:s3:::${name}`],
};

const objects: Scope = {
  sid: "Objects",
  owners,
  arns: ({ partition }, name) => [`arn:${partition}:s3:::${name}/*`],
};

/** The needs of a setting of a bucket, which S3 reads and writes as a whole. */
const setting = (subject: string, remove?: string, scope = buckets): Need[] => [
  {
    scope,
    actions: {
      create: [`s3:Put${subject}`],
      read: [`s3:Get${subject}`],
      update: [`s3:Put${subject}`],
      delete: [remove ?? `s3:Put${subject}`],
    },
  },
];

export const s3Needs: NeedsByType = {
  "aws:s3/bucket:Bucket": [
    {
      scope: buckets,
      actions: {
        create: ["s3:CreateBucket", "s3:TagResource"],
        // The provider reads every setting of a bucket, also those that the stack does not set.
        read: [
          "s3:GetAccelerateConfiguration",
          "s3:GetBucketAcl",
          "s3:GetBucketCORS",
          "s3:GetBucketLogging",
          "s3:GetBucketObjectLockConfiguration",
          "s3:GetBucketPolicy",
          "s3:GetBucketRequestPayment",
          "s3:GetBucketVersioning",
          "s3:GetBucketWebsite",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:GetReplicationConfiguration",
          "s3:ListBucket",
          "s3:ListTagsForResource",
        ],
        update: ["s3:TagResource", "s3:UntagResource"],
        delete: ["s3:DeleteBucket"],
      },
    },
    {
      scope: buckets,
      when: ({ forceDestroy }) => forceDestroy === true,
      actions: { delete: ["s3:ListBucketVersions"] },
    },
    {
      scope: objects,
      when: ({ forceDestroy }) => forceDestroy === true,
      actions: { delete: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
    },
  ],
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting("BucketCORS"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting("LifecycleConfiguration"),
  "aws:s3/bucketLogging:BucketLogging": setting("BucketLogging"),
  "aws:s3/bucketNotification:BucketNotification": setting("BucketNotification", undefined, notifications),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting("BucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": setting("BucketPolicy", "s3:DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting("BucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    setting("EncryptionConfiguration"),
  "aws:s3/bucketVersioning:BucketVersioning": setting("BucketVersioning"),
};
