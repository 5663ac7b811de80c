import type { Failure } from "../../schema";
import { flag, list, object, oneOf, text } from "../../schema";
import { unknown } from "../../../property-values";
import { bucketSetting } from "./bucket-setting";

interface Rule {
  readonly applyServerSideEncryptionByDefault?: {
    readonly sseAlgorithm: "AES256" | "aws:kms";
    readonly kmsMasterKeyId?: string;
  };
  readonly bucketKeyEnabled?: boolean;
}

/** `aws.s3.BucketServerSideEncryptionConfiguration`. */
export const bucketEncryption = bucketSetting({
  token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  properties: {
    rules: list(
      object({
        applyServerSideEncryptionByDefault: object({
          sseAlgorithm: oneOf(["AES256", "aws:kms"], { required: true }),
          kmsMasterKeyId: text(),
        }),
        bucketKeyEnabled: flag(),
      }),
      { required: true, max: 1 },
    ),
  },
  *check(inputs): Generator<Failure> {
    if (inputs.rules === unknown) return;
    const [rule] = inputs.rules as readonly Rule[];
    const byDefault = rule?.applyServerSideEncryptionByDefault;
    if (byDefault?.sseAlgorithm === "AES256" && byDefault.kmsMasterKeyId !== undefined) {
      yield {
        property: "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId",
        reason: 'needs sseAlgorithm "aws:kms"',
      };
    }
  },
  put(bucket, inputs, { services }) {
    const [rule] = inputs.rules as readonly Rule[];
    const { sseAlgorithm: algorithm = "AES256", kmsMasterKeyId } = rule?.applyServerSideEncryptionByDefault ?? {};
    const kmsKeyArn = kmsMasterKeyId === undefined ? undefined : services.kms.arnOf(kmsMasterKeyId);
    const encryption = {
      algorithm,
      bucketKeyEnabled: rule?.bucketKeyEnabled ?? false,
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    };
    services.s3.configure(bucket, { encryption });
  },
  get: ({ encryption: { algorithm, kmsKeyArn, bucketKeyEnabled } }) => ({
    rules: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: algorithm,
          ...(kmsKeyArn !== undefined && { kmsMasterKeyId: kmsKeyArn }),
        },
        bucketKeyEnabled,
      },
    ],
  }),
  remove: (bucket, _, { services }) =>
    services.s3.configure(bucket, { encryption: { algorithm: "AES256", bucketKeyEnabled: false } }),
});
