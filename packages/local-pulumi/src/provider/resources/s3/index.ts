import type { ResourceType } from "../../resource-type";
import { bucket } from "./bucket";
import { bucketCors } from "./bucket-cors";
import { bucketEncryption } from "./bucket-encryption";
import { bucketLifecycle } from "./bucket-lifecycle";
import { bucketLogging } from "./bucket-logging";
import { bucketNotification } from "./bucket-notification";
import { bucketOwnershipControls } from "./bucket-ownership-controls";
import { bucketPolicy } from "./bucket-policy";
import { bucketPublicAccessBlock } from "./bucket-public-access-block";
import { bucketVersioning } from "./bucket-versioning";

export const s3Types: readonly ResourceType[] = [
  bucket,
  bucketCors,
  bucketEncryption,
  bucketLifecycle,
  bucketLogging,
  bucketNotification,
  bucketOwnershipControls,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketVersioning,
];
