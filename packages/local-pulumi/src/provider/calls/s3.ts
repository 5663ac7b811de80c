import { on, tagged, textOf, when, type ApiCall, type CallsByType, type CallSubject, type TypeCalls } from "./api-call";

const bucketArn = ({ id, inputs }: CallSubject): string => `arn:aws:s3:::${id === "" ? textOf(inputs, "bucket") : id}`;

const onBucket =
  (...actions: readonly string[]) =>
  (subject: CallSubject): readonly ApiCall[] =>
    on(bucketArn(subject), ...actions);

/** A setting that S3 reads and writes as a whole, under actions that end alike. */
const setting = (subject: string, remove = `s3:Put${subject}`): TypeCalls => ({
  create: onBucket(`s3:Put${subject}`),
  read: onBucket(`s3:Get${subject}`),
  update: onBucket(`s3:Put${subject}`),
  delete: onBucket(remove),
});

/**
 * Source: `s3/bucket.go` of version 6 and `bucket_logging.go` (01f43111) of the Terraform provider, and its pull
 * request 45251 for tags: since 6.23 they are part of a bucket's creation, and read and changed through S3 Control.
 * (Where these are refused, the provider falls back to `s3:PutBucketTagging` and `s3:GetBucketTagging`.) The other
 * settings, `s3/bucket_*.go`, are taken to be read and written alike. S3's guide maps operations to actions ("Required
 * permissions for Amazon S3 API operations"): `HeadBucket`, which also answers the region, is `s3:ListBucket`,
 * `PutBucketEncryption` `s3:PutEncryptionConfiguration`, `DeletePublicAccessBlock` `s3:PutBucketPublicAccessBlock`.
 */
export const s3Calls: CallsByType = {
  "aws:s3/bucket:Bucket": {
    create: (bucket) => tagged(on(bucketArn(bucket), "s3:CreateBucket", "s3:TagResource"), bucket.tags),
    // Every setting of a bucket is read, also those that have a resource of their own.
    read: onBucket(
      ...["s3:ListBucket", "s3:GetBucketPolicy", "s3:GetBucketAcl", "s3:GetBucketCORS"],
      ...["s3:GetBucketWebsite", "s3:GetBucketVersioning", "s3:GetAccelerateConfiguration"],
      ...["s3:GetBucketRequestPayment", "s3:GetBucketLogging", "s3:GetLifecycleConfiguration"],
      ...["s3:GetReplicationConfiguration", "s3:GetEncryptionConfiguration"],
      ...["s3:GetBucketObjectLockConfiguration", "s3:ListTagsForResource"],
    ),
    update: (bucket) =>
      when(bucket.changed("tags"), [
        ...tagged(on(bucketArn(bucket), "s3:TagResource"), bucket.tags),
        ...on(bucketArn(bucket), "s3:UntagResource"),
      ]),
    delete: (bucket) => [
      ...on(bucketArn(bucket), "s3:DeleteBucket"),
      ...when(bucket.inputs.forceDestroy === true, [
        ...on(bucketArn(bucket), "s3:ListBucketVersions"),
        ...on(`${bucketArn(bucket)}/key`, "s3:DeleteObject", "s3:DeleteObjectVersion"),
      ]),
    ],
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting("BucketCORS"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting("LifecycleConfiguration"),
  "aws:s3/bucketLogging:BucketLogging": setting("BucketLogging"),
  "aws:s3/bucketNotification:BucketNotification": setting("BucketNotification"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting("BucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": setting("BucketPolicy", "s3:DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting("BucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    setting("EncryptionConfiguration"),
  "aws:s3/bucketVersioning:BucketVersioning": setting("BucketVersioning"),
};
