import type { BucketSettings, Cloud } from "@image-pipeline/local-aws";
import { ifExists, type ResourceType } from "../../resource-type";
import { text, type Failure, type Properties } from "../../schema";
import type { Bag } from "../../../property-values";

/** A resource that is one setting of a bucket; its id is the bucket's name. */
export interface BucketSettingSpec {
  readonly token: string;
  /** Inputs besides `bucket`. */
  readonly properties: Properties;
  readonly check?: (inputs: Bag) => Iterable<Failure>;
  readonly put: (bucket: string, inputs: Bag, cloud: Cloud) => Promise<void> | void;
  /** The setting as outputs; undefined if it is not set. */
  readonly get: (settings: BucketSettings, known: Bag) => Bag | undefined;
  readonly remove: (bucket: string, known: Bag, cloud: Cloud) => Promise<void> | void;
}

/** Makes the resource type of a bucket's setting. */
export function bucketSetting({ token, properties, check, put, get, remove }: BucketSettingSpec): ResourceType {
  const write: (inputs: Bag, cloud: Cloud) => Promise<{ id: string; outs: Bag }> = async (inputs, cloud) => {
    const id = inputs.bucket as string;
    await put(id, inputs, cloud);
    return { id, outs: { ...inputs, ...get(cloud.services.s3.bucket(id).settings, inputs), bucket: id } };
  };
  return {
    token,
    properties: { bucket: text({ required: true, replaces: true }), ...properties },
    ...(check && { check }),
    create: (inputs, { cloud }) => write(inputs, cloud),
    update: (_, inputs, __, { cloud }) => write(inputs, cloud),
    async read(id, known, { cloud }) {
      const bucket = await ifExists(() => cloud.services.s3.bucket(id), "NoSuchBucket");
      const outs = bucket && get(bucket.settings, known);
      return outs && { id, outs: { ...outs, bucket: id } };
    },
    async delete(id, known, { cloud }) {
      if (cloud.services.s3.buckets.has(id)) await remove(id, known, cloud);
    },
  };
}
