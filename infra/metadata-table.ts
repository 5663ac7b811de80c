import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { originalKeyIndex, RECORD_KEY } from "../handlers/contract";

export interface MetadataTableArgs {
  /** KMS key; absent: a key that AWS manages. */
  readonly encryptionKey?: aws.kms.Key;
  /** Whether the table cannot be deleted until this is switched off. */
  readonly deletionProtection: boolean;
}

/** Table of the records, one item per uploaded version. Name and key are the guide's. */
export class MetadataTable extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;

  constructor(name: string, args: MetadataTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:MetadataTable", name, {}, opts);
    const { name: index, partitionKey, sortKey } = originalKeyIndex;
    this.table = new aws.dynamodb.Table(
      `${name}-table`,
      {
        name: "image-metadata",
        billingMode: "PAY_PER_REQUEST",
        hashKey: RECORD_KEY,
        attributes: [RECORD_KEY, partitionKey, sortKey].map((attribute) => ({ name: attribute, type: "S" })),
        globalSecondaryIndexes: [{ name: index, hashKey: partitionKey, rangeKey: sortKey, projectionType: "ALL" }],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, ...(args.encryptionKey ? { kmsKeyArn: args.encryptionKey.arn } : {}) },
        deletionProtectionEnabled: args.deletionProtection,
      },
      { parent: this },
    );
    this.registerOutputs({ table: this.table.name });
  }
}
