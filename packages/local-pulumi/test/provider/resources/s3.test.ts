import { describeLifecycles, type Lifecycle } from "../../support/cloud/resource-lifecycle";
import { policy } from "../../../../local-aws/test/support/cloud/use-cloud";

const tls = (resource: string) =>
  policy([{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [resource, `${resource}/*`] }]);

/** A rule of objects with a tag. */
const taggedRule = (value: string) => ({
  id: "a",
  status: "Enabled",
  filter: { tag: { key: "kept", value } },
  expiration: { days: 7 },
});

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:s3/bucket:Bucket",
    inputs: () => ({ bucket: "life-bucket", tags: { a: "1" } }),
    changes: [
      [() => ({ bucket: "life-bucket", tags: { a: "1" }, forceDestroy: false }), "same"],
      [() => ({ tags: { a: "1" } }), "replace bucket"],
      [() => ({ bucket: "life-bucket", tags: { a: "2" } }), "update"],
      [() => ({ bucket: "life-bucket", tags: { a: "1" }, forceDestroy: true }), "update"],
      [() => ({ bucket: "other-bucket", tags: { a: "1" } }), "replace bucket"],
    ],
    outs: () => ({
      arn: "arn:aws:s3:::life-bucket",
      bucket: "life-bucket",
      bucketDomainName: "life-bucket.s3.amazonaws.com",
      bucketRegionalDomainName: "life-bucket.s3.us-east-1.amazonaws.com",
      hostedZoneId: "Z3AQBSTGFJSTF",
      forceDestroy: false,
      tagsAll: { a: "1" },
      region: "us-east-1",
    }),
  },
  {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    inputs: ({ bucket }) => ({ bucket: bucket.id, versioningConfiguration: { status: "Enabled" } }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, versioningConfiguration: { status: "Suspended" } }), "update"]],
    outs: () => ({ versioningConfiguration: { status: "Enabled" } }),
    // Versioning cannot be taken away again.
    deletable: false,
  },
  {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    inputs: ({ bucket }) => ({
      bucket: bucket.id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }),
    changes: [
      [
        ({ bucket, key }) => ({
          bucket: bucket.id,
          rules: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.outs.arn },
              bucketKeyEnabled: true,
            },
          ],
        }),
        "update",
      ],
    ],
    outs: () => ({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }],
    }),
    deletable: false,
  },
  {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    inputs: ({ bucket }) => ({ bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, blockPublicAcls: true }), "update"]],
    outs: () => ({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    }),
  },
  {
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    inputs: ({ bucket }) => ({ bucket: bucket.id, rule: { objectOwnership: "BucketOwnerPreferred" } }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, rule: { objectOwnership: "ObjectWriter" } }), "update"]],
    outs: () => ({ rule: { objectOwnership: "BucketOwnerPreferred" } }),
    deletable: false,
  },
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: ({ bucket }) => ({ bucket: bucket.id, policy: tls(bucket.outs.arn as string) }),
    changes: [
      // The same policy with other spaces is no change.
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          policy: JSON.stringify(JSON.parse(tls(bucket.outs.arn as string)), null, 2),
        }),
        "same",
      ],
      [
        ({ bucket }) => ({ bucket: bucket.id, policy: tls(bucket.outs.arn as string).replace("s3:*", "s3:Get*") }),
        "update",
      ],
    ],
    outs: ({ bucket }) => ({ policy: tls(bucket.outs.arn as string) }),
  },
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    inputs: ({ bucket }) => ({
      bucket: bucket.id,
      rules: [
        {
          id: "a",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    }),
    changes: [
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          rules: [
            {
              id: "a",
              status: "Enabled",
              filter: { prefix: "" },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
            },
          ],
        }),
        "update",
      ],
    ],
    outs: () => ({ transitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
  },
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    inputs: ({ bucket }) => ({ bucket: bucket.id, rules: [taggedRule("1")] }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, rules: [taggedRule("2")] }), "update"]],
    outs: () => ({ rules: [taggedRule("1")] }),
  },
  {
    type: "aws:s3/bucketLogging:BucketLogging",
    inputs: ({ bucket }) => ({ bucket: bucket.id, targetBucket: bucket.id, targetPrefix: "log/" }),
    changes: [[({ bucket }) => ({ bucket: bucket.id, targetBucket: bucket.id, targetPrefix: "logs/" }), "update"]],
    outs: ({ bucket }) => ({ targetBucket: bucket.id }),
  },
  {
    type: "aws:s3/bucketNotification:BucketNotification",
    inputs: ({ bucket, fn }) => ({
      bucket: bucket.id,
      lambdaFunctions: [{ lambdaFunctionArn: fn.outs.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".jpg" }],
    }),
    changes: [
      [
        ({ bucket, fn }) => ({
          bucket: bucket.id,
          lambdaFunctions: [{ lambdaFunctionArn: fn.outs.arn, events: ["s3:ObjectCreated:*"], filterSuffix: ".png" }],
        }),
        "update",
      ],
    ],
    outs: () => ({}),
    // A bucket has a configuration always; deleted, it is empty.
    deletable: false,
  },
  {
    type: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    inputs: ({ bucket }) => ({
      bucket: bucket.id,
      corsRules: [{ allowedOrigins: ["https://a.example"], allowedMethods: ["POST", "GET"], allowedHeaders: ["*"] }],
    }),
    changes: [
      // Neither rules nor methods are in an order.
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          corsRules: [
            { allowedOrigins: ["https://a.example"], allowedMethods: ["GET", "POST"], allowedHeaders: ["*"] },
          ],
        }),
        "same",
      ],
      [
        ({ bucket }) => ({
          bucket: bucket.id,
          corsRules: [{ allowedOrigins: ["*"], allowedMethods: ["GET"], exposeHeaders: ["etag"], maxAgeSeconds: 60 }],
        }),
        "update",
      ],
    ],
    outs: ({ bucket }) => ({ bucket: bucket.id }),
  },
];

describeLifecycles("S3", lifecycles);
