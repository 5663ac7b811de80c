import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface MetadataTableArgs {
  /** KMS key; absent: a key that AWS manages. */
  readonly encryptionKey?: aws.kms.Key;
  /** Refuses to be deleted until it is switched off. */
  readonly deletionProtection: boolean;
}

/** Finds the records of a key, the newest upload last. */
export const ORIGINAL_KEY_INDEX = "original-key-index";

/** One item per uploaded version, under the guide's name and key. */
export class MetadataTable extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;

  constructor(name: string, args: MetadataTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:MetadataTable", name, {}, opts);
    this.table = new aws.dynamodb.Table(
      `${name}-table`,
      {
        name: "image-metadata",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "image_id",
        attributes: [
          { name: "image_id", type: "S" },
          { name: "original_key", type: "S" },
          { name: "upload_time", type: "S" },
        ],
        globalSecondaryIndexes: [
          { name: ORIGINAL_KEY_INDEX, hashKey: "original_key", rangeKey: "upload_time", projectionType: "ALL" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, ...(args.encryptionKey ? { kmsKeyArn: args.encryptionKey.arn } : {}) },
        deletionProtectionEnabled: args.deletionProtection,
      },
      { parent: this },
    );
    this.registerOutputs({ table: this.table.name });
  }
}
