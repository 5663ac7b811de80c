import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";

import { objectMetadata, type ImageRecord } from "../../../handlers/contract";

/** Where a stack is reached, and what it has. */
export interface StackLocation {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  readonly metadataTable: string;
  readonly deadLetterQueueUrl: string;
}

/** A version in the source bucket, or a delete marker. */
export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  /** Absent: a delete marker. */
  readonly etag?: string;
  readonly isCurrent: boolean;
}

/** A stack as anybody with its keys sees it. */
export class StackView {
  readonly s3: S3Client;
  private readonly dynamodb: DynamoDBClient;
  private readonly sqs: SQSClient;

  constructor(readonly location: StackLocation) {
    const { endpoint, region, credentials } = location;
    // The SDK writes into the object that it is given. What fails is counted, not hidden by retries.
    const common = { endpoint, region, credentials: { ...credentials } };
    this.s3 = new S3Client({ ...common, forcePathStyle: true, maxAttempts: 1 });
    this.dynamodb = new DynamoDBClient(common);
    this.sqs = new SQSClient(common);
  }

  async versions(): Promise<StoredVersion[]> {
    const all: StoredVersion[] = [];
    let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await this.s3.send(
        new ListObjectVersionsCommand({ Bucket: this.location.sourceBucket, ...next }),
      );
      const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      for (const { Key = "", VersionId = "", ETag = "", IsLatest = false } of Versions) {
        all.push({ key: Key, versionId: VersionId, etag: ETag, isCurrent: IsLatest });
      }
      for (const { Key = "", VersionId = "", IsLatest = false } of DeleteMarkers) {
        all.push({ key: Key, versionId: VersionId, isCurrent: IsLatest });
      }
      next = IsTruncated === true ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
    }
    return all;
  }

  /** The bytes of a version; undefined if it is not there. */
  async bytes(key: string, versionId: string): Promise<Buffer | undefined> {
    const get = new GetObjectCommand({ Bucket: this.location.sourceBucket, Key: key, VersionId: versionId });
    const found = await this.s3.send(get).catch(() => undefined);
    return found?.Body === undefined ? undefined : Buffer.from(await found.Body.transformToByteArray());
  }

  async records(): Promise<ImageRecord[]> {
    const records: ImageRecord[] = [];
    const pages = paginateScan({ client: this.dynamodb }, { TableName: this.location.metadataTable });
    for await (const { Items = [] } of pages) records.push(...Items.map((item) => unmarshall(item) as ImageRecord));
    return records;
  }

  async resultKeys(): Promise<string[]> {
    const keys: string[] = [];
    const pages = paginateListObjectsV2({ client: this.s3 }, { Bucket: this.location.destinationBucket });
    for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    return keys;
  }

  /** Id of the version that a result was made of; undefined if there is no result. */
  async resultOwner(key: string): Promise<string | undefined> {
    return (await this.resultMetadata(key))?.[objectMetadata.imageId];
  }

  /** Whether another result has taken the place of one. */
  async isSuperseded(key: string): Promise<boolean> {
    return (await this.resultMetadata(key))?.[objectMetadata.superseded] !== undefined;
  }

  private async resultMetadata(key: string): Promise<Readonly<Record<string, string>> | undefined> {
    const head = new HeadObjectCommand({ Bucket: this.location.destinationBucket, Key: key });
    return (await this.s3.send(head).catch(() => undefined))?.Metadata;
  }

  /** Bodies of the dead letters, which stay there. */
  async deadLetters(): Promise<string[]> {
    const { deadLetterQueueUrl: QueueUrl } = this.location;
    const AttributeNames = ["ApproximateNumberOfMessages"] as const;
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    const bodies = new Map<string, string>();
    const count = Number(Attributes?.[AttributeNames[0]] ?? 0);
    for (let received = 0; received < count;) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 2, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) break;
      received += Messages.length;
      for (const { MessageId = "", Body = "" } of Messages) bodies.set(MessageId, Body);
    }
    return [...bodies.values()];
  }

  destroy(): void {
    for (const client of [this.s3, this.dynamodb, this.sqs]) client.destroy();
  }
}
