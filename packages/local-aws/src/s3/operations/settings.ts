import { AwsError } from "../../http/aws-error";
import { readBody } from "../../http/call";
import { send } from "../../http/service";
import type { XmlElement } from "../../http/xml";
import { malformedXml } from "../errors";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation } from "../request";
import type { S3 } from "../s3";
import { corsSetting } from "./cors-setting";
import type { BucketEncryption } from "../types";
import type { Setting } from "./setting";

const flag = (xml: XmlElement, name: string) => xml.value(name) === "true";

function readTags(xml: XmlElement): Record<string, string> {
  return Object.fromEntries(
    (xml.child("TagSet")?.all("Tag") ?? []).map((tag) => [tag.value("Key") ?? "", tag.value("Value") ?? ""]),
  );
}

function readEncryption(xml: XmlElement, s3: S3): BucketEncryption {
  const rule = xml.child("Rule");
  const byDefault = rule?.child("ApplyServerSideEncryptionByDefault");
  const algorithm = byDefault?.value("SSEAlgorithm");
  if (rule === undefined || (algorithm !== "AES256" && algorithm !== "aws:kms")) throw malformedXml();
  const key = byDefault?.value("KMSMasterKeyID");
  const { region, accountId } = s3.cloud;
  return {
    algorithm,
    kmsKeyArn:
      algorithm === "AES256" || key === undefined || key.startsWith("arn:")
        ? key
        : `arn:aws:kms:${region}:${accountId}:key/${key}`,
    bucketKeyEnabled: flag(rule, "BucketKeyEnabled"),
  };
}

const settings: readonly Setting[] = [
  corsSetting,
  {
    query: "versioning",
    name: "BucketVersioning",
    action: "BucketVersioning",
    root: "VersioningConfiguration",
    read: ({ settings: { versioning } }) => ({ Status: versioning }),
    write: (xml) => {
      const status = xml.value("Status");
      if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
      return { versioning: status };
    },
  },
  {
    query: "encryption",
    name: "BucketEncryption",
    action: "EncryptionConfiguration",
    root: "ServerSideEncryptionConfiguration",
    read: ({ settings: { encryption } }) => ({
      Rule: {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: encryption.algorithm,
          KMSMasterKeyID: encryption.kmsKeyArn,
        },
        BucketKeyEnabled: encryption.bucketKeyEnabled,
      },
    }),
    write: (xml, _, s3) => ({ encryption: readEncryption(xml, s3) }),
    cleared: { encryption: { algorithm: "AES256", bucketKeyEnabled: false } },
  },
  {
    query: "publicAccessBlock",
    name: "PublicAccessBlock",
    action: "BucketPublicAccessBlock",
    root: "PublicAccessBlockConfiguration",
    missing: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
    read: ({ settings: { publicAccessBlock: block } }) =>
      block && {
        BlockPublicAcls: block.blockPublicAcls,
        IgnorePublicAcls: block.ignorePublicAcls,
        BlockPublicPolicy: block.blockPublicPolicy,
        RestrictPublicBuckets: block.restrictPublicBuckets,
      },
    write: (xml) => ({
      publicAccessBlock: {
        blockPublicAcls: flag(xml, "BlockPublicAcls"),
        ignorePublicAcls: flag(xml, "IgnorePublicAcls"),
        blockPublicPolicy: flag(xml, "BlockPublicPolicy"),
        restrictPublicBuckets: flag(xml, "RestrictPublicBuckets"),
      },
    }),
    cleared: { publicAccessBlock: undefined },
  },
  {
    query: "ownershipControls",
    name: "BucketOwnershipControls",
    action: "BucketOwnershipControls",
    root: "OwnershipControls",
    read: ({ settings: { ownership } }) => ({ Rule: { ObjectOwnership: ownership } }),
    write: (xml) => {
      const ownership = xml.child("Rule")?.value("ObjectOwnership");
      if (ownership !== "BucketOwnerEnforced" && ownership !== "BucketOwnerPreferred" && ownership !== "ObjectWriter") {
        throw malformedXml();
      }
      return { ownership };
    },
  },
  {
    query: "tagging",
    name: "BucketTagging",
    action: "BucketTagging",
    root: "Tagging",
    missing: ["NoSuchTagSet", "The TagSet does not exist"],
    read: ({ settings: { tags } }) =>
      Object.keys(tags).length === 0
        ? undefined
        : { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } },
    write: (xml) => ({ tags: readTags(xml) }),
    cleared: { tags: {} },
  },
  {
    query: "logging",
    name: "BucketLogging",
    action: "BucketLogging",
    root: "BucketLoggingStatus",
    read: ({ settings: { logging } }) => ({
      LoggingEnabled: logging && { TargetBucket: logging.targetBucket, TargetPrefix: logging.targetPrefix },
    }),
  },
  {
    query: "lifecycle",
    name: "BucketLifecycleConfiguration",
    action: "LifecycleConfiguration",
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
    read: ({ settings: { lifecycle } }) =>
      lifecycle && {
        Rule: lifecycle.map((rule) => ({
          ID: rule.id,
          Filter: { Prefix: rule.prefix },
          Status: rule.enabled ? "Enabled" : "Disabled",
          Expiration:
            rule.expirationDays === undefined && rule.expiredObjectDeleteMarker === undefined
              ? undefined
              : { Days: rule.expirationDays, ExpiredObjectDeleteMarker: rule.expiredObjectDeleteMarker },
          NoncurrentVersionExpiration:
            rule.noncurrentDays === undefined ? undefined : { NoncurrentDays: rule.noncurrentDays },
          AbortIncompleteMultipartUpload:
            rule.abortMultipartDays === undefined ? undefined : { DaysAfterInitiation: rule.abortMultipartDays },
        })),
      },
    cleared: { lifecycle: undefined },
  },
  {
    query: "notification",
    name: "BucketNotificationConfiguration",
    action: "BucketNotification",
    root: "NotificationConfiguration",
    read: ({ settings: { notification } }) => {
      const entries = (service: string, name: string) =>
        notification.rules
          .filter((rule) => rule.target.split(":")[2] === service)
          .map((rule) => ({
            Id: rule.id,
            [name]: rule.target,
            Event: rule.events,
            Filter: {
              S3Key: {
                FilterRule: [
                  { Name: "Prefix", Value: rule.prefix },
                  { Name: "Suffix", Value: rule.suffix },
                ],
              },
            },
          }));
      return {
        CloudFunctionConfiguration: entries("lambda", "CloudFunction"),
        QueueConfiguration: entries("sqs", "Queue"),
        TopicConfiguration: entries("sns", "Topic"),
        EventBridgeConfiguration: notification.eventBridge ? {} : undefined,
      };
    },
  },
  {
    query: "acl",
    name: "BucketAcl",
    action: "BucketAcl",
    root: "AccessControlPolicy",
    read: (_, s3) => ({ Owner: { ID: s3.cloud.accountId }, AccessControlList: {} }),
  },
];

function operationsOf(setting: Setting): Record<string, S3Operation> {
  const { name, action, read, write, cleared, missing } = setting;
  const get: S3Operation = {
    name: `Get${name}`,
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: `s3:Get${action}`, bucket });
      const document = read(bucket, request.s3);
      if (document === undefined) {
        const [code = "NoSuchConfiguration", message = "The configuration does not exist"] = missing ?? [];
        throw new AwsError(code, message, 404, { BucketName: bucket.name });
      }
      sendXml(reply, setting.root, document);
    },
  };
  const put: S3Operation | undefined = write && {
    name: `Put${name}`,
    async run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: `s3:Put${action}`, bucket });
      request.s3.configure(bucket.name, write(await receiveXml(request), bucket, request.s3));
      send(reply, 200, {});
    },
  };
  const remove: S3Operation | undefined = cleared && {
    name: `Delete${name}`,
    run(request, reply) {
      const bucket = bucketOf(request);
      // IAM has no separate actions for deleting settings: the put action covers it.
      allow(request, { action: `s3:Put${action}`, bucket });
      request.s3.configure(bucket.name, cleared);
      send(reply, 204, {});
    },
  };
  return { GET: get, ...(put && { PUT: put }), ...(remove && { DELETE: remove }) };
}

const policyOperations: Record<string, S3Operation> = {
  GET: {
    name: "GetBucketPolicy",
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:GetBucketPolicy", bucket });
      const { policy } = bucket.settings;
      if (policy === undefined) {
        throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, { BucketName: bucket.name });
      }
      send(reply, 200, { "content-type": "application/json" }, policy);
    },
  },
  PUT: {
    name: "PutBucketPolicy",
    async run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:PutBucketPolicy", bucket });
      const body = await readBody(request.call.stream, 20 * 1024);
      request.s3.putPolicy(bucket.name, body.toString("utf8"));
      send(reply, 204, {});
    },
  },
  DELETE: {
    name: "DeleteBucketPolicy",
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:DeleteBucketPolicy", bucket });
      request.s3.putPolicy(bucket.name, undefined);
      send(reply, 204, {});
    },
  },
};

/** Operations on bucket settings by query parameter and method. */
export const settingOperations: ReadonlyMap<string, Record<string, S3Operation>> = new Map([
  ...settings.map((setting) => [setting.query, operationsOf(setting)] as const),
  ["policy", policyOperations] as const,
]);
