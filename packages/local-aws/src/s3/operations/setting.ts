import type { XmlElement, XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import type { S3 } from "../s3";
import type { BucketSettings } from "../types";

/** A bucket setting that is read and written as one XML document. */
export interface Setting {
  /** Name in operations: `GetBucketVersioning`. */
  readonly name: string;
  /** Default: `Delete` and the name. */
  readonly deleteName?: string;
  /** Name in IAM actions: `s3:GetBucketVersioning`. */
  readonly action: string;
  readonly root: string;
  /** The document; undefined if the setting is absent. */
  readonly read: (bucket: Bucket, s3: S3) => XmlNode | undefined;
  /** Error code and message if the setting is absent. */
  readonly missing?: readonly [string, string];
  readonly write?: (xml: XmlElement, bucket: Bucket, s3: S3) => Partial<BucketSettings>;
  /** The change that DELETE makes. */
  readonly cleared?: Partial<BucketSettings>;
}
