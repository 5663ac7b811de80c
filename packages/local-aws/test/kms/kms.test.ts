import {
  BatchGetItemCommand,
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import type { Key } from "../../src/kms/kms";
import type { Clients } from "../support/cloud/clients";
import { rejection } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const BUCKET = "sealed-bucket";

describe("KMS keys", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  let key: Key;

  before(async () => {
    const { kms, s3 } = cloud().services;
    key = kms.createKey({
      description: "",
      enabled: true,
      rotation: true,
      rotationPeriodDays: 365,
      policy: kms.defaultPolicy(),
      tags: {},
    });
    await suite().root.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    s3.configure(BUCKET, { encryption: { algorithm: "aws:kms", kmsKeyArn: key.arn, bucketKeyEnabled: true } });
  });

  const objects = { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: `arn:aws:s3:::${BUCKET}/*` };

  it("encrypt objects by the bucket's default, as the response says", async () => {
    const put = await suite().root.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "a", Body: "a" }));
    expect(put).to.include({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key.arn, BucketKeyEnabled: true });
  });

  it("are usable only by a role with the permission", async () => {
    const without = suite().asRole("keyless", [objects]).s3;
    const get = await rejection(without.send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" })));
    expect(get.message).to.include(`not authorized to perform: kms:Decrypt on resource: ${key.arn}`);
    const put = await rejection(without.send(new PutObjectCommand({ Bucket: BUCKET, Key: "b", Body: "b" })));
    expect(put.message).to.include("kms:GenerateDataKey");
    const grant = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: key.arn };
    const holder = suite().asRole("holder", [objects, grant]).s3;
    await holder.send(new PutObjectCommand({ Bucket: BUCKET, Key: "b", Body: "b" }));
    await holder.send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" }));
  });

  it("are not usable where the role may use them through another service only", async () => {
    const grant = (service: string) => ({
      ...{ Effect: "Allow", Action: "kms:*", Resource: key.arn },
      Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } },
    });
    const through = (service: string) => suite().asRole(`through-${service}`, [objects, grant(service)]).s3;
    await through("s3").send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" }));
    const get = await rejection(through("sqs").send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" })));
    expect(get.message).to.include("kms:Decrypt");
  });

  it("are needed for the messages of a queue, and for the items of a table", async () => {
    const { sqs, dynamodb } = suite().root;
    const attributes = { KmsMasterKeyId: key.keyId };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "sealed", Attributes: attributes }));
    await dynamodb.send(
      new CreateTableCommand({
        TableName: "sealed",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: key.arn },
      }),
    );
    const Item = { id: { S: "a" } };
    const uses: Record<string, (clients: Clients) => Promise<unknown>> = {
      send: (clients) => clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" })),
      receive: (clients) => clients.sqs.send(new ReceiveMessageCommand({ QueueUrl })),
      put: (clients) => clients.dynamodb.send(new PutItemCommand({ TableName: "sealed", Item })),
      get: (clients) => clients.dynamodb.send(new GetItemCommand({ TableName: "sealed", Key: Item })),
      scan: (clients) => clients.dynamodb.send(new ScanCommand({ TableName: "sealed" })),
      batch: (clients) =>
        clients.dynamodb.send(new BatchGetItemCommand({ RequestItems: { sealed: { Keys: [Item] } } })),
    };
    const everything = { Effect: "Allow", Action: ["sqs:*", "dynamodb:*"], Resource: "*" };
    const may = (...actions: string[]) => ({ Effect: "Allow", Action: actions, Resource: key.arn });
    const without = suite().asRole("no-key", [everything]);
    for (const [name, use] of Object.entries(uses)) {
      expect((await rejection(use(without))).message, name).to.include(key.arn);
    }
    const reader = suite().asRole("reader", [everything, may("kms:Decrypt")]);
    for (const [name, use] of Object.entries(uses)) {
      if (name !== "send") await use(reader);
    }
    expect((await rejection(uses.send?.(reader) ?? Promise.resolve())).message).to.include("kms:GenerateDataKey");
    const maker = suite().asRole("maker", [everything, may("kms:GenerateDataKey")]);
    expect((await rejection(uses.send?.(maker) ?? Promise.resolve())).message).to.include("kms:Decrypt");
    await uses.send?.(suite().asRole("sender", [everything, may("kms:GenerateDataKey", "kms:Decrypt")]));
  });

  it("are not usable by the role's policy alone if the key policy does not grant access to the account", async () => {
    const roleArn = "arn:aws:iam::000000000000:role/named";
    const own = cloud().services.kms.key(key.keyId);
    own.policy = policy([{ Effect: "Allow", Principal: { AWS: roleArn }, Action: "kms:*", Resource: "*" }]);
    const grant = { Effect: "Allow", Action: "kms:*", Resource: "*" };
    const other = suite().asRole("other", [objects, grant]).s3;
    expect((await rejection(other.send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" })))).message).to.include(
      "kms:Decrypt",
    );
    const named = suite().asRole("named", [objects]).s3;
    await named.send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" }));
  });

  it("are not usable while they are disabled", async () => {
    Object.assign(cloud().services.kms.key(key.keyId), {
      enabled: false,
      policy: cloud().services.kms.defaultPolicy(),
    });
    const get = await rejection(suite().root.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "a" })));
    expect(get.name).to.equal("KMS.DisabledException");
  });

  it("are bound to the object, or to the bucket where a bucket key takes the calls, and to S3", async () => {
    const { kms, s3 } = cloud().services;
    const bound = kms.createKey({ ...key, enabled: true, policy: kms.defaultPolicy() });
    const root = suite().root.s3;
    const reader = (name: string, condition: Record<string, string>) => {
      const grant = { Effect: "Allow", Action: "kms:*", Resource: "*", Condition: { StringEquals: condition } };
      return suite().asRole(name, [objects, grant]).s3;
    };
    const context = "kms:EncryptionContext:aws:s3:arn";
    const ofBucket = reader("of-bucket", { [context]: `arn:aws:s3:::${BUCKET}` });
    const ofObject = reader("of-object", { [context]: `arn:aws:s3:::${BUCKET}/c` });
    const byS3 = reader("by-s3", {
      "kms:ViaService": "s3.us-east-1.amazonaws.com",
      "kms:CallerAccount": "000000000000",
    });
    const bySqs = reader("by-sqs", { "kms:ViaService": "sqs.us-east-1.amazonaws.com" });
    const get = (client: typeof root) =>
      client.send(new GetObjectCommand({ Bucket: BUCKET, Key: "c" })).then(
        () => "read",
        (error: Error) => error.name,
      );
    const readers = [ofBucket, ofObject, byS3, bySqs];
    for (const [bucketKeyEnabled, expected] of [
      [true, ["read", "AccessDenied", "read", "AccessDenied"]],
      [false, ["AccessDenied", "read", "read", "AccessDenied"]],
    ] as const) {
      s3.configure(BUCKET, { encryption: { algorithm: "aws:kms", kmsKeyArn: bound.arn, bucketKeyEnabled } });
      await root.send(new PutObjectCommand({ Bucket: BUCKET, Key: "c", Body: "c" }));
      expect(await Promise.all(readers.map(get))).to.deep.equal(expected);
    }
  });

  it("need kms:Decrypt for the parts of an upload", async () => {
    const { kms, s3 } = cloud().services;
    const own = kms.createKey({ ...key, enabled: true, policy: kms.defaultPolicy() });
    s3.configure(BUCKET, { encryption: { algorithm: "aws:kms", kmsKeyArn: own.arn, bucketKeyEnabled: true } });
    const grant = { Effect: "Allow", Action: "kms:GenerateDataKey", Resource: own.arn };
    const writer = suite().asRole("part-writer", [objects, grant]).s3;
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "d" }));
    const part = new UploadPartCommand({ Bucket: BUCKET, Key: "d", UploadId, PartNumber: 1, Body: "d" });
    expect((await rejection(writer.send(part))).message).to.include("kms:Decrypt");
  });
});
