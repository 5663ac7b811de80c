import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

import { readTarget, type RunningStack } from "@image-pipeline/local-pulumi";
import { bringUp, type BringUpOptions } from "../../../commands/stack/bring-up";
import { readOutputs } from "../../../commands/stack/outputs";
import { objectMetadata, type StackOutputs } from "../../../handlers/contract";
import { PROJECT_DIR } from "../cli";

/** A record of the table as plain values. */
export type PlainRecord = Record<string, unknown>;

/** The project's own stack in the embedded run, with clients of the AWS SDK. */
export class Pipeline {
  outputs: StackOutputs;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  private readonly dynamodb: DynamoDBClient;
  private readonly sqs: SQSClient;

  /**
   * Brings the stack `dev` up, without its optional parts.
   *
   * @param settings configuration of the project that replaces the stack's own: `{ workflow: true }`
   * @param account folder that keeps its state (default: nothing is kept), functions that run at once (default 10), and
   *   what is there before the stack
   */
  static async start(
    settings: Readonly<Record<string, unknown>> = {},
    account: Pick<BringUpOptions, "dataDir" | "functionConcurrency" | "prepareAccount"> = {},
  ): Promise<Pipeline> {
    const target = readTarget({ projectDir: PROJECT_DIR, stack: "dev" });
    const values: Record<string, string> = { ...target.config.values };
    const chosen = { uploadApi: false, workflow: false, monitoring: false, ...settings };
    const configure = (key: string, value: unknown): void => {
      values[`${target.project.name}:${key}`] = typeof value === "string" ? value : JSON.stringify(value);
    };
    for (const [key, value] of Object.entries(chosen)) configure(key, value);
    const running = await bringUp({
      target: { ...target, config: { ...target.config, values } },
      ...account,
    });
    if (running.run.failure !== undefined) throw running.run.failure;
    return new Pipeline(running, configure);
  }

  private constructor(
    private readonly running: RunningStack,
    private readonly configure: (key: string, value: unknown) => void,
  ) {
    const { endpoint, region, credentials } = running.cloud;
    const common = { endpoint, region, credentials };
    this.outputs = readOutputs(running.run.outputs);
    this.s3 = new S3Client({ ...common, forcePathStyle: true });
    this.lambda = new LambdaClient(common);
    this.dynamodb = new DynamoDBClient(common);
    this.sqs = new SQSClient(common);
  }

  get cloud() {
    return this.running.cloud;
  }

  /** The stack itself, for what a command does with one. */
  get stack(): RunningStack {
    return this.running;
  }

  /** Changes configuration of the project and brings the stack up to date. */
  async reconfigure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, value] of Object.entries(settings)) this.configure(key, value);
    const run = await this.running.update();
    if (run.failure !== undefined) throw run.failure;
    this.outputs = readOutputs(run.outputs);
  }

  /** @throws Error if the stack has no such output, or it is not a string */
  output(name: string): string {
    const value = this.running.run.outputs[name];
    const plainValue = isSecret(value) ? value.value : value;
    if (typeof plainValue !== "string") throw new Error(`the stack has no output ${name}`);
    return plainValue;
  }

  get functionName(): string {
    return this.output("functionName");
  }

  /** The name in AWS of the function with a stem. @throws Error if the stack has no such function */
  functionNamed(stem: string): string {
    const names = this.cloud.services.lambda.functions().map(({ config }) => config.name);
    const found = names.find((name) => name.startsWith(`${stem}-`));
    if (found === undefined) throw new Error(`no function ${stem}-…; there are ${names.join(", ")}`);
    return found;
  }

  /** Uploads and waits until the services are idle. @returns the version */
  async put(key: string, body: Buffer): Promise<string | undefined> {
    const { VersionId } = await this.s3.send(
      new PutObjectCommand({ Bucket: this.outputs.sourceBucket, Key: key, Body: body }),
    );
    await this.cloud.idle();
    return VersionId;
  }

  /** Hides a key behind a delete marker and waits until the services are idle. */
  async remove(key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.outputs.sourceBucket, Key: key }));
    await this.cloud.idle();
  }

  /** The result under `key`; undefined if there is none. */
  async result(key: string) {
    try {
      const answer = await this.s3.send(new GetObjectCommand({ Bucket: this.outputs.destinationBucket, Key: key }));
      return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** Keys of all results. */
  async resultKeys(): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: this.outputs.destinationBucket }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Every record of `key`. */
  async records(key: string): Promise<PlainRecord[]> {
    return (await this.allRecords()).filter((record) => record["original_key"] === key);
  }

  async allRecords(): Promise<PlainRecord[]> {
    const records: PlainRecord[] = [];
    for await (const { Items = [] } of paginateScan(
      { client: this.dynamodb },
      { TableName: this.outputs.metadataTable },
    )) {
      records.push(...Items.map((item) => plain({ M: item }) as PlainRecord));
    }
    return records;
  }

  /** Id of the version that a result was made of; undefined if there is no result. */
  async resultOwner(key: string): Promise<string | undefined> {
    const head = new HeadObjectCommand({ Bucket: this.outputs.destinationBucket, Key: key });
    return (await this.s3.send(head).catch(() => undefined))?.Metadata?.[objectMetadata.imageId];
  }

  /** Messages in the dead-letter queue, which stay there. */
  deadLetterCount(): number {
    return this.cloud.services.sqs.queue(this.outputs.deadLetterQueueUrl).messages.length;
  }

  /** Deletes the table. @returns creates it again, empty */
  async dropTable(): Promise<() => Promise<void>> {
    const TableName = this.outputs.metadataTable;
    const { Table } = await this.dynamodb.send(new DescribeTableCommand({ TableName }));
    await this.dynamodb.send(new DeleteTableCommand({ TableName }));
    return async () => {
      const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes = [] } = Table ?? {};
      await this.dynamodb.send(
        new CreateTableCommand({
          TableName,
          KeySchema,
          AttributeDefinitions,
          BillingMode: "PAY_PER_REQUEST",
          GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
            IndexName: index.IndexName,
            KeySchema: index.KeySchema,
            Projection: index.Projection,
          })),
        }),
      );
    };
  }

  /** Deletes every record of `key`. */
  async deleteRecords(key: string): Promise<void> {
    for (const record of await this.records(key)) {
      const Key = { image_id: { S: String(record.image_id) } };
      await this.dynamodb.send(new DeleteItemCommand({ TableName: this.outputs.metadataTable, Key }));
    }
  }

  /** Invokes the function with an event and waits until the services are idle. */
  async invoke(event: unknown) {
    const answer = await this.lambda.send(
      new InvokeCommand({ FunctionName: this.functionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    await this.cloud.idle();
    return {
      error: answer.FunctionError,
      payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as unknown,
    };
  }

  /** Bodies of the messages in the dead-letter queue, which is purged. */
  async deadLetters(): Promise<unknown[]> {
    const QueueUrl = this.outputs.deadLetterQueueUrl;
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    await this.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    return Messages.map(({ Body = "" }) => JSON.parse(Body) as unknown);
  }

  async close(): Promise<void> {
    for (const client of [this.s3, this.lambda, this.dynamodb, this.sqs]) client.destroy();
    await this.running.close();
  }
}

function isSecret(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && "value" in value;
}

function plain(value: AttributeValue): unknown {
  if (value.M !== undefined) return Object.fromEntries(Object.entries(value.M).map(([k, v]) => [k, plain(v)]));
  if (value.L !== undefined) return value.L.map(plain);
  if (value.N !== undefined) return Number(value.N);
  return value.S ?? value.BOOL ?? null;
}

/** A record of an S3 event notification. */
export function s3Record(bucket: string, key: string, versionId: string | undefined, sequencer: string) {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: "2026-01-01T00:00:00.000Z",
    eventName: "ObjectCreated:Put",
    s3: {
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/"), versionId, sequencer },
    },
  };
}
