import type { TableSettings } from "@image-pipeline/local-aws";
import type { Bag } from "../../../property-values";
import { describedKeys, indexKeys, type StatedKeys } from "./index-keys";

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** The part of a table's description that this provider reads. */
export interface TableDescription {
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly KeySchema: readonly KeyElement[];
  readonly BillingModeSummary?: { readonly BillingMode: string };
  readonly ProvisionedThroughput?: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number };
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
}

interface IndexInput extends StatedKeys {
  readonly name: string;
  readonly projectionType: string;
  readonly nonKeyAttributes?: readonly string[];
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
}

function keySchema(hashKey: unknown, rangeKey: unknown): object[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

function throughput(inputs: Bag, of: Bag): object {
  if (inputs.billingMode === "PAY_PER_REQUEST") return {};
  const units = { ReadCapacityUnits: of.readCapacity ?? 1, WriteCapacityUnits: of.writeCapacity ?? 1 };
  return { ProvisionedThroughput: units };
}

function indexRequest(inputs: Bag, index: IndexInput): object {
  return {
    IndexName: index.name,
    KeySchema: indexKeys(index).map(({ attributeName, keyType }) => ({
      AttributeName: attributeName,
      KeyType: keyType,
    })),
    Projection: {
      ProjectionType: index.projectionType,
      ...(index.nonKeyAttributes !== undefined && { NonKeyAttributes: index.nonKeyAttributes }),
    },
    ...throughput(inputs, index as unknown as Bag),
  };
}

function attributeDefinitions(inputs: Bag): object[] {
  const attributes = inputs.attributes as readonly { name: string; type: string }[];
  return attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

const indexesOf = (bag: Bag) => (bag.globalSecondaryIndexes ?? []) as readonly IndexInput[];

/** The CreateTable request that inputs come to. */
export function tableRequest(inputs: Bag): Bag {
  const indexes = indexesOf(inputs);
  return {
    TableName: inputs.name,
    BillingMode: inputs.billingMode ?? "PROVISIONED",
    AttributeDefinitions: attributeDefinitions(inputs),
    KeySchema: keySchema(inputs.hashKey, inputs.rangeKey),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map((index) => indexRequest(inputs, index)) }),
    ...throughput(inputs, inputs),
  };
}

/** Settings that the embedded DynamoDB keeps beside dynalite. */
export function tableSettings(inputs: Bag, tags: Record<string, string>): TableSettings {
  const recovery = inputs.pointInTimeRecovery as { enabled: boolean; recoveryPeriodInDays?: number } | undefined;
  const encryption = inputs.serverSideEncryption as { enabled: boolean; kmsKeyArn?: string } | undefined;
  const ttl = inputs.ttl as { enabled?: boolean; attributeName?: string } | undefined;
  return {
    deletionProtection: inputs.deletionProtectionEnabled === true,
    pointInTimeRecovery: recovery?.enabled === true,
    recoveryPeriodDays: recovery?.recoveryPeriodInDays ?? 35,
    ttlAttribute: ttl?.enabled === true ? ttl.attributeName : undefined,
    serverSideEncryption: encryption?.enabled === true,
    kmsKeyArn: encryption?.kmsKeyArn,
    tableClass: (inputs.tableClass as string | undefined) ?? "STANDARD",
    tags,
  };
}

const keyOf = (schema: readonly KeyElement[], type: KeyElement["KeyType"]) =>
  schema.find((key) => key.KeyType === type)?.AttributeName;

/** A table's description as outputs. Capacity of on-demand tables is reported as zero, as by AWS. */
export function describedTable(table: TableDescription, known: Bag): Bag {
  const onDemand = table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";
  const knownIndexes = new Map(indexesOf(known).map((index) => [index.name, index]));
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
    name: IndexName,
    ...describedKeys(
      KeySchema.map(({ AttributeName, KeyType }) => ({ attributeName: AttributeName, keyType: KeyType })),
      knownIndexes.get(IndexName),
    ),
    projectionType: Projection.ProjectionType,
    nonKeyAttributes: Projection.NonKeyAttributes,
    readCapacity: onDemand ? 0 : knownIndexes.get(IndexName)?.readCapacity,
    writeCapacity: onDemand ? 0 : knownIndexes.get(IndexName)?.writeCapacity,
  }));
  return {
    attributes: table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    billingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    globalSecondaryIndexes: indexes.length === 0 ? undefined : indexes,
    hashKey: keyOf(table.KeySchema, "HASH"),
    rangeKey: keyOf(table.KeySchema, "RANGE"),
    readCapacity: onDemand ? 0 : table.ProvisionedThroughput?.ReadCapacityUnits,
    writeCapacity: onDemand ? 0 : table.ProvisionedThroughput?.WriteCapacityUnits,
  };
}
