import { streamViewTypes, type StreamViewType } from "@image-pipeline/local-aws";
import { changedProperties } from "../../compare";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, integer, list, object, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn } from "../../validators";
import type { Bag } from "../../../property-values";
import { checkTable } from "./table-check";
import { describedTable, tableRequest, tableSettings, type TableDescription } from "./table-request";

async function made(name: string, known: Bag, context: ProviderContext): Promise<Made> {
  const { dynamodb } = context.cloud.services;
  const { Table } = await dynamodb.call("DescribeTable", { TableName: name });
  const settings = dynamodb.settings(name);
  const stream = dynamodb.streams.of(name);
  const outs = {
    ...describedTable(Table as TableDescription, known),
    arn: dynamodb.tableArn(name),
    deletionProtectionEnabled: settings.deletionProtection,
    name,
    pointInTimeRecovery: {
      enabled: settings.pointInTimeRecovery,
      ...(settings.pointInTimeRecovery && { recoveryPeriodInDays: settings.recoveryPeriodDays }),
    },
    serverSideEncryption: settings.serverSideEncryption ? { enabled: true, kmsKeyArn: settings.kmsKeyArn } : undefined,
    streamEnabled: stream !== undefined,
    streamViewType: stream?.viewType ?? "",
    streamArn: dynamodb.streams.arnOf(name) ?? "",
    streamLabel: stream?.label ?? "",
    tableClass: settings.tableClass,
    ttl: { attributeName: settings.ttlAttribute, enabled: settings.ttlAttribute !== undefined },
    ...tagOutputs(settings.tags, known, context),
  };
  return { id: name, outs };
}

const capacity = () => integer(0, 40_000, { computed: true });

/** What the inputs say of the stream. */
const streamOf = ({ streamEnabled, streamViewType }: Bag) =>
  streamEnabled === true ? (streamViewType as StreamViewType) : "none";

/** `aws.dynamodb.Table`. Replicas and restores are refused by name. */
export const table: ResourceType = {
  token: "aws:dynamodb/table:Table",
  tagged: true,
  autoName: { property: "name", maxLength: 255 },
  properties: {
    attributes: list(object({ name: text({ required: true }), type: oneOf(["S", "N", "B"], { required: true }) }), {
      asSet: true,
    }),
    billingMode: oneOf(["PROVISIONED", "PAY_PER_REQUEST"], { byDefault: "PROVISIONED" }),
    deletionProtectionEnabled: flag(),
    globalSecondaryIndexes: list(
      object({
        name: text({ required: true }),
        hashKey: text({ deprecated: "hash_key is deprecated. Use keySchema instead." }),
        keySchemas: list(
          object({
            attributeName: text({ required: true }),
            keyType: oneOf(["HASH", "RANGE"], { required: true }),
          }),
        ),
        rangeKey: text({ deprecated: "range_key is deprecated. Use keySchema instead." }),
        projectionType: oneOf(["ALL", "INCLUDE", "KEYS_ONLY"], { required: true }),
        nonKeyAttributes: list(text(), { asSet: true }),
        readCapacity: capacity(),
        writeCapacity: capacity(),
      }),
      { asSet: true },
    ),
    hashKey: text({ required: true, replaces: true }),
    name: text({
      replaces: true,
      computed: true,
      test: (name) =>
        /^[\w.-]{3,255}$/.test(name) ? undefined : `expected 3 to 255 letters, digits or _.-, got "${name}"`,
    }),
    pointInTimeRecovery: object({
      enabled: flag({ required: true }),
      recoveryPeriodInDays: integer(1, 35, { computed: true }),
    }),
    rangeKey: text({ replaces: true }),
    readCapacity: capacity(),
    serverSideEncryption: object({
      enabled: flag({ required: true }),
      kmsKeyArn: text({ computed: true, test: anArn }),
    }),
    streamEnabled: flag(),
    streamViewType: oneOf([...streamViewTypes], { computed: true }),
    tableClass: oneOf(["STANDARD", "STANDARD_INFREQUENT_ACCESS"], { byDefault: "STANDARD" }),
    ttl: object({ attributeName: text(), enabled: flag({ byDefault: false }) }),
    writeCapacity: capacity(),
  },
  check: checkTable,
  async create(inputs, context) {
    const name = inputs.name as string;
    const { dynamodb, kms } = context.cloud.services;
    const settings = tableSettings(inputs, allTags(inputs, context));
    if (settings.kmsKeyArn !== undefined) kms.key(settings.kmsKeyArn);
    await dynamodb.call("CreateTable", tableRequest(inputs));
    await dynamodb.configure(name, settings);
    await dynamodb.setStream(name, streamOf(inputs));
    return made(name, inputs, context);
  },
  read: (id, known, context) => ifExists(() => made(id, known, context), "ResourceNotFoundException"),
  async update(id, inputs, oldOutputs, context) {
    const { dynamodb } = context.cloud.services;
    const structural = ["attributes", "billingMode", "globalSecondaryIndexes", "readCapacity", "writeCapacity"];
    if (changedProperties(table.properties, oldOutputs, inputs).some((name) => structural.includes(name))) {
      await dynamodb.rebuild(tableRequest(inputs));
    }
    await dynamodb.configure(id, tableSettings(inputs, allTags(inputs, context)));
    await dynamodb.setStream(id, streamOf(inputs));
    return made(id, inputs, context);
  },
  async delete(id, _, { cloud }) {
    await ifExists(() => cloud.services.dynamodb.call("DeleteTable", { TableName: id }), "ResourceNotFoundException");
  },
};
