import type { XmlElement, XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import type { S3 } from "../s3";
import type { BucketSettings } from "../types";

/** A part of a bucket's settings that is read and written as one XML document. */
export interface Setting {
  /** Query parameter that names it. */
  readonly query: string;
  /** Name in operations: `GetBucketVersioning`. */
  readonly name: string;
  /** Name in IAM actions: `s3:GetBucketVersioning`. */
  readonly action: string;
  readonly root: string;
  /** The document; undefined if there is none. */
  readonly read: (bucket: Bucket, s3: S3) => XmlNode | undefined;
  /** Code and message where there is none. */
  readonly missing?: readonly [string, string];
  readonly write?: (xml: XmlElement, bucket: Bucket, s3: S3) => Partial<BucketSettings>;
  /** What a DELETE sets. */
  readonly cleared?: Partial<BucketSettings>;
}
