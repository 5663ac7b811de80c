import { AwsError } from "../../http/aws-error";
import { send } from "../../http/service";
import type { XmlElement } from "../../http/xml";
import type { Bucket } from "../bucket";
import { malformedXml } from "../errors";
import { isPublicPolicy } from "../public-access";
import { receiveDocument } from "../receive";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation } from "../request";
import type { S3 } from "../s3";
import { corsSetting } from "./cors-setting";
import type { BucketEncryption } from "../types";
import { tagSet, tagsOfXml } from "../tags";
import type { Setting } from "./setting";

const flag = (xml: XmlElement, name: string) => xml.value(name) === "true";

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
    name: "BucketTagging",
    action: "BucketTagging",
    root: "Tagging",
    missing: ["NoSuchTagSet", "The TagSet does not exist"],
    read: ({ settings: { tags } }) => (Object.keys(tags).length === 0 ? undefined : tagSet(tags)),
    write: (xml) => ({ tags: tagsOfXml(xml, "bucket") }),
    cleared: { tags: {} },
  },
  {
    name: "BucketLogging",
    action: "BucketLogging",
    root: "BucketLoggingStatus",
    read: ({ settings: { logging } }) => ({
      LoggingEnabled: logging && { TargetBucket: logging.targetBucket, TargetPrefix: logging.targetPrefix },
    }),
  },
  {
    name: "BucketLifecycleConfiguration",
    deleteName: "DeleteBucketLifecycle",
    action: "LifecycleConfiguration",
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
    read: ({ settings: { lifecycle } }) =>
      lifecycle && {
        Rule: lifecycle.map((rule) => ({
          ID: rule.id,
          Filter: rule.tag ? { Tag: { Key: rule.tag.key, Value: rule.tag.value } } : { Prefix: rule.prefix },
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
];

function operationsOf(setting: Setting): S3Operation[] {
  const { name, deleteName, action, read, write, cleared, missing } = setting;
  const get: S3Operation = {
    name: `Get${name}`,
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: `s3:Get${action}`, bucket });
      const document = read(bucket, request.s3);
      if (document === undefined) {
        const [code, message] = missing ?? ["InternalError", `The bucket has no ${name}.`];
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
    name: deleteName ?? `Delete${name}`,
    run(request, reply) {
      const bucket = bucketOf(request);
      // IAM has no separate actions for deleting settings: the put action covers it.
      allow(request, { action: `s3:Put${action}`, bucket });
      request.s3.configure(bucket.name, cleared);
      send(reply, 204, {});
    },
  };
  return [get, put, remove].filter((operation) => operation !== undefined);
}

const noSuchBucketPolicy = ({ name }: Bucket) =>
  new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, { BucketName: name });

const policyOperations: readonly S3Operation[] = [
  {
    name: "GetBucketPolicy",
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:GetBucketPolicy", bucket });
      const { policy } = bucket.settings;
      if (policy === undefined) throw noSuchBucketPolicy(bucket);
      send(reply, 200, { "content-type": "application/json" }, policy);
    },
  },
  {
    name: "PutBucketPolicy",
    async run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:PutBucketPolicy", bucket });
      const body = await receiveDocument(request.call, 20 * 1024);
      request.s3.putPolicy(bucket.name, body.toString("utf8"));
      send(reply, 204, {});
    },
  },
  {
    name: "DeleteBucketPolicy",
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:DeleteBucketPolicy", bucket });
      request.s3.putPolicy(bucket.name, undefined);
      send(reply, 204, {});
    },
  },
  {
    name: "GetBucketPolicyStatus",
    run(request, reply) {
      const bucket = bucketOf(request);
      allow(request, { action: "s3:GetBucketPolicyStatus", bucket });
      const { policy } = bucket.settings;
      if (policy === undefined) throw noSuchBucketPolicy(bucket);
      sendXml(reply, "PolicyStatus", { IsPublic: isPublicPolicy(request.s3.iam.policy(policy, "resource")) });
    },
  },
];

/** Operations on bucket settings. */
export const settingOperations: readonly S3Operation[] = [...settings.flatMap(operationsOf), ...policyOperations];
