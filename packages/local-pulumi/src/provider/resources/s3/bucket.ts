import { type Bucket, bucketNameProblem } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { length, UNIQUE_SUFFIX_LENGTH } from "../../validators";
import type { Bag } from "../../../property-values";
import { readSettings } from "./bucket-settings-read";

/** Route 53 zone of S3 endpoints by region; buckets of other regions get none here. */
const hostedZones: Readonly<Record<string, string>> = {
  "us-east-1": "Z3AQBSTGFJSTF",
  "us-west-2": "Z3BJ6K6RIION7M",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "eu-central-1": "Z21DNDUVLTQW6Q",
};

function made({ name, arn, settings }: Bucket, known: Bag, context: ProviderContext): Made {
  const { region } = context.cloud;
  const outs = {
    arn,
    bucket: name,
    bucketPrefix: known.bucketPrefix,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegion: region,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    forceDestroy: known.forceDestroy ?? false,
    hostedZoneId: hostedZones[region],
    objectLockEnabled: false,
    requestPayer: "BucketOwner",
    ...tagOutputs(settings.tags, known, context),
  };
  return { id: name, outs };
}

/** `aws.s3.Bucket`. Everything that has a resource of its own since version 7 is refused here. */
export const bucket: ResourceType = {
  token: "aws:s3/bucket:Bucket",
  tagged: true,
  autoName: { property: "bucket", prefixProperty: "bucketPrefix", maxLength: 63, clean: (name) => name.toLowerCase() },
  properties: {
    bucket: text({ replaces: true, computed: true, test: bucketNameProblem }),
    bucketPrefix: text({ replaces: true, test: length(0, 63 - UNIQUE_SUFFIX_LENGTH), conflictsWith: ["bucket"] }),
    forceDestroy: flag({ byDefault: false }),
  },
  create(inputs, context) {
    const { s3 } = context.cloud.services;
    const created = s3.createBucket(inputs.bucket as string);
    s3.configure(created.name, { tags: allTags(inputs, context) });
    return made(created, inputs, context);
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.s3.bucket(id), "NoSuchBucket");
    if (found === undefined) return undefined;
    const { id: name, outs } = made(found, known, context);
    // Of a bucket of the stack they are the outputs of other resources.
    return { id: name, outs: { ...outs, ...(known.bucket === undefined && readSettings(found.settings)) } };
  },
  update(id, inputs, _, context) {
    const { s3 } = context.cloud.services;
    s3.configure(id, { tags: allTags(inputs, context) });
    return made(s3.bucket(id), inputs, context);
  },
  async delete(id, known, { cloud }) {
    const { s3 } = cloud.services;
    if (!s3.buckets.has(id)) return;
    if (known.forceDestroy === true) await s3.emptyBucket(id);
    s3.deleteBucket(id);
  },
};
