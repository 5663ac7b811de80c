import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { originalKeyIndex, RECORD_KEY } from "../handlers/contract";
import { formerly, logicalName, physicalName, type Naming } from "./physical-names";
import type { KeyRef } from "./encryption-key";

export interface MetadataTableArgs {
  readonly naming: Naming;
  /** KMS key; absent: a key that AWS manages. */
  readonly encryptionKey?: KeyRef;
  /** Whether changes of records can be read as a stream. */
  readonly stream: boolean;
  /** Whether DynamoDB and Pulumi refuse to delete the table until this is switched off. */
  readonly protect: boolean;
}

/** Table of the records, one item per uploaded version. The key, and the name or its stem, are the guide's. */
export class MetadataTable extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;

  constructor(name: string, args: MetadataTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:MetadataTable", name, {}, opts);
    const { name: index, partitionKey, sortKey } = originalKeyIndex;
    this.table = new aws.dynamodb.Table(
      logicalName(args.naming, "image-metadata"),
      {
        ...physicalName(args.naming, "image-metadata"),
        billingMode: "PAY_PER_REQUEST",
        hashKey: RECORD_KEY,
        attributes: [RECORD_KEY, partitionKey, sortKey].map((attribute) => ({ name: attribute, type: "S" })),
        globalSecondaryIndexes: [
          {
            name: index,
            keySchemas: [
              { attributeName: partitionKey, keyType: "HASH" },
              { attributeName: sortKey, keyType: "RANGE" },
            ],
            projectionType: "ALL",
          },
        ],
        ...(args.stream ? { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } : {}),
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, ...(args.encryptionKey ? { kmsKeyArn: args.encryptionKey.arn } : {}) },
        deletionProtectionEnabled: args.protect,
      },
      // Records outlive a change of `names`: a table that has a name keeps it.
      {
        parent: this,
        ...formerly(args.naming, "image-metadata", `${name}-table`),
        ignoreChanges: ["name"],
        protect: args.protect,
      },
    );
    this.registerOutputs({ table: this.table.name });
  }
}
