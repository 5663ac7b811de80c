import { setImmediate as nextTurn } from "node:timers/promises";

import { arn, type ServiceContext } from "../context";
import { AwsError, errorCode } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";
import { writeConditionally } from "./condition-failure";
import { DynamoEngine, type JsonObject } from "./engine";
import { checkExpressions } from "./expression-limits";
import { checkNesting } from "./nesting";
import { requestedStream, TableStreams, type StreamViewType } from "./streams";
import { describeBackups, describeTtl, settingDefaults, type TableSettings } from "./table-settings";

/** Tables: dynalite has the items and indexes, this class the settings that dynalite lacks. */
export class DynamoDb {
  readonly streams: TableStreams;
  private readonly engine: DynamoEngine;
  private readonly settingsByTable = new Map<string, TableSettings>();
  private readonly state: StateDocument;

  constructor(private readonly cloud: ServiceContext) {
    for (const [name, settings] of Object.entries(cloud.state.read<Record<string, TableSettings>>("dynamodb") ?? {})) {
      this.settingsByTable.set(name, settings);
    }
    this.state = cloud.state.document("dynamodb", () => Object.fromEntries(this.settingsByTable));
    this.streams = new TableStreams(cloud);
    this.engine = new DynamoEngine(cloud.state, cloud, this.streams);
  }

  tableArn(name: string): string {
    return arn(this.cloud, "dynamodb", `table/${name}`);
  }

  settings(name: string): TableSettings {
    return this.settingsByTable.get(name) ?? settingDefaults;
  }

  /** Changes settings of a table. @throws AwsError `ResourceNotFoundException`. */
  async configure(name: string, change: Partial<TableSettings>): Promise<TableSettings> {
    await this.call("DescribeTable", { TableName: name });
    const settings = { ...this.settings(name), ...change };
    this.settingsByTable.set(name, settings);
    this.state.changed();
    return settings;
  }

  /**
   * Recreates a table with other indexes or another capacity, and restores its items: dynalite cannot change either in
   * place.
   *
   * @param create CreateTable request with the table's name and key.
   */
  async rebuild(create: JsonObject): Promise<void> {
    const TableName = create.TableName as string;
    const items: JsonObject[] = [];
    let ExclusiveStartKey: unknown;
    do {
      const page = await this.engine.call("Scan", {
        TableName,
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      });
      items.push(...(page.Items as JsonObject[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    await this.streams.unrecorded(TableName, async () => {
      await this.engine.call("DeleteTable", { TableName });
      await this.settled(TableName);
      await this.engine.call("CreateTable", create);
      await this.settled(TableName);
      for (const Item of items) await this.engine.call("PutItem", { TableName, Item });
    });
  }

  /** Begins or ends a table's stream; one with another view is a new stream. */
  async setStream(name: string, wanted: StreamViewType | "none"): Promise<void> {
    if ((this.streams.of(name)?.viewType ?? "none") === wanted) return;
    this.streams.disable(name);
    if (wanted !== "none") await this.streams.enable(name, wanted, () => this.engine.items(name));
  }

  /** Runs an operation of the DynamoDB API. @throws AwsError with the service's code; `UnknownOperationException`. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const name = typeof input.TableName === "string" ? input.TableName.replace(/^arn:.*:table\//, "") : "";
    const named = input.TableName === undefined ? input : { ...input, TableName: name };
    const run = Object.hasOwn(dynamoDbOperations, operation) ? dynamoDbOperations[operation] : undefined;
    if (run === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        `The embedded DynamoDB does not have the operation "${operation}".`,
      );
    }
    checkNesting(named);
    checkExpressions(named);
    return await run({ tables: this, engine: this.engine, name, input: named });
  }

  /** CreateTable. Resolves when the table is active. */
  async create(name: string, input: JsonObject): Promise<JsonObject> {
    const stream = requestedStream(input);
    const { DeletionProtectionEnabled, SSESpecification, TableClass, ...rest } = withoutStream(input);
    await this.engine.call("CreateTable", rest);
    await this.settled(name);
    if (stream !== undefined) await this.setStream(name, stream);
    const sse = SSESpecification as { Enabled?: boolean; KMSMasterKeyId?: string } | undefined;
    this.settingsByTable.set(name, {
      ...settingDefaults,
      deletionProtection: DeletionProtectionEnabled === true,
      serverSideEncryption: sse?.Enabled === true,
      ...(sse?.KMSMasterKeyId !== undefined && { kmsKeyArn: sse.KMSMasterKeyId }),
      ...(typeof TableClass === "string" && { tableClass: TableClass }),
    });
    this.state.changed();
    const { Table } = await this.call("DescribeTable", { TableName: name });
    return { TableDescription: Table };
  }

  /** UpdateTable. */
  async update(name: string, input: JsonObject): Promise<JsonObject> {
    const stream = requestedStream(input);
    const { DeletionProtectionEnabled, TableClass, SSESpecification, ...rest } = withoutStream(input);
    const sse = SSESpecification as { Enabled?: boolean; KMSMasterKeyId?: string } | undefined;
    await this.configure(name, {
      ...(typeof DeletionProtectionEnabled === "boolean" && { deletionProtection: DeletionProtectionEnabled }),
      ...(typeof TableClass === "string" && { tableClass: TableClass }),
      ...(sse !== undefined && { serverSideEncryption: sse.Enabled === true, kmsKeyArn: sse.KMSMasterKeyId }),
    });
    if (stream !== undefined) await this.changeStream(name, stream);
    if (Object.keys(rest).length > 1) await this.engine.call("UpdateTable", rest);
    const { Table } = await this.call("DescribeTable", { TableName: name });
    return { TableDescription: Table };
  }

  /**
   * UpdateTable's part about the stream. @throws AwsError `ValidationException` where it begins a stream that is there,
   * or ends one that is not.
   */
  private async changeStream(name: string, wanted: StreamViewType | "none"): Promise<void> {
    if ((this.streams.of(name) === undefined) === (wanted === "none")) {
      const message = wanted === "none" ? "Table is not stream enabled" : "Table already has an enabled stream";
      throw new AwsError("ValidationException", `${message}: TableName: ${name}`);
    }
    await this.setStream(name, wanted);
  }

  /** DeleteTable. Resolves when the table is deleted. @throws AwsError `ValidationException` if it is protected. */
  async delete(name: string, input: JsonObject): Promise<JsonObject> {
    if (this.settings(name).deletionProtection) {
      const message = `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table: ${name}`;
      throw new AwsError("ValidationException", message);
    }
    this.streams.disable(name);
    const response = await this.engine.call("DeleteTable", input);
    await this.settled(name);
    this.settingsByTable.delete(name);
    this.state.changed();
    return response;
  }

  /** Resolves when a table is active or deleted: dynalite changes the status after it has responded. */
  private async settled(TableName: string): Promise<void> {
    for (;;) {
      const { Table } = await this.engine.call("DescribeTable", { TableName }).catch((error: unknown) => {
        if (errorCode(error) === "ResourceNotFoundException") return { Table: undefined };
        throw error;
      });
      if (Table === undefined || (Table as JsonObject).TableStatus === "ACTIVE") return;
      await nextTurn();
    }
  }

  /** dynalite's description of a table with the settings that dynalite does not keep. */
  described(name: string, table: JsonObject): JsonObject {
    const settings = this.settings(name);
    const stream = this.streams.of(name);
    return {
      ...table,
      DeletionProtectionEnabled: settings.deletionProtection,
      ...(stream && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamLabel: stream.label,
        LatestStreamArn: this.streams.arnOf(name),
      }),
      ...(settings.serverSideEncryption && {
        SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: settings.kmsKeyArn },
      }),
    };
  }
}

/** A request for an operation. */
interface OperationCall {
  readonly tables: DynamoDb;
  readonly engine: DynamoEngine;
  /** Name of the table; empty for an operation without one. */
  readonly name: string;
  readonly input: JsonObject;
}

type Operation = (call: OperationCall) => Promise<JsonObject>;

/** Operations that dynalite executes. */
const itemOperations = [
  "BatchGetItem",
  "BatchWriteItem",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
];

/** Writes that can have a condition. */
const conditionalWrites = ["DeleteItem", "PutItem", "UpdateItem"];

/** The DynamoDB API by operation. */
export const dynamoDbOperations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(
    itemOperations.map((operation): [string, Operation] => [
      operation,
      ({ engine, input }) => engine.call(operation, input),
    ]),
  ),
  ...Object.fromEntries(
    conditionalWrites.map((operation): [string, Operation] => [
      operation,
      ({ engine, input }) => writeConditionally(engine, operation, input),
    ]),
  ),
  CreateTable: ({ tables, name, input }) => tables.create(name, input),
  UpdateTable: ({ tables, name, input }) => tables.update(name, input),
  DeleteTable: ({ tables, name, input }) => tables.delete(name, input),
  DescribeTable: async ({ tables, engine, name, input }) => {
    const { Table } = await engine.call("DescribeTable", input);
    return { Table: tables.described(name, Table as JsonObject) };
  },
  DescribeTimeToLive: async ({ tables, engine, name, input }) => {
    await engine.call("DescribeTable", input);
    return { TimeToLiveDescription: describeTtl(tables.settings(name)) };
  },
  UpdateTimeToLive: async ({ tables, name, input }) => {
    const spec = (input.TimeToLiveSpecification ?? {}) as { AttributeName?: string; Enabled?: boolean };
    const { ttlAttribute } = tables.settings(name);
    if (spec.AttributeName === undefined || spec.AttributeName.length < 1 || spec.AttributeName.length > 255) {
      const at = "'timeToLiveSpecification.attributeName'";
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: Value at ${at}: expected 1 to 255 characters`,
      );
    }
    if ((spec.Enabled === true) === (ttlAttribute !== undefined)) {
      const state = spec.Enabled === true ? "enabled" : "disabled";
      throw new AwsError("ValidationException", `TimeToLive is already ${state}`);
    }
    await tables.configure(name, { ttlAttribute: spec.Enabled === true ? spec.AttributeName : undefined });
    return { TimeToLiveSpecification: spec };
  },
  DescribeContinuousBackups: async ({ tables, engine, name, input }) => {
    await engine.call("DescribeTable", input);
    return describeBackups(tables.settings(name));
  },
  UpdateContinuousBackups: async ({ tables, name, input }) => {
    const spec = (input.PointInTimeRecoverySpecification ?? {}) as {
      PointInTimeRecoveryEnabled?: boolean;
      RecoveryPeriodInDays?: number;
    };
    const { PointInTimeRecoveryEnabled: pointInTimeRecovery, RecoveryPeriodInDays: recoveryPeriodDays = 35 } = spec;
    if (pointInTimeRecovery === undefined || recoveryPeriodDays < 1 || recoveryPeriodDays > 35) {
      const expected = "expected PointInTimeRecoveryEnabled, and RecoveryPeriodInDays from 1 to 35";
      throw new AwsError(
        "ValidationException",
        `1 validation error detected: PointInTimeRecoverySpecification: ${expected}`,
      );
    }
    return describeBackups(await tables.configure(name, { pointInTimeRecovery, recoveryPeriodDays }));
  },
};

/** A request as the engine takes it, which has no streams. */
function withoutStream({ StreamSpecification: _stream, ...rest }: JsonObject): JsonObject {
  return rest;
}
