import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../policy-document";
import { bucketChecks, reviewEncryption, type BucketCheck, type BucketUse } from "./bucket-review";
import { outputsOfBucket, type BucketOutputs, type BucketState } from "./bucket-state";
import { expectStatement } from "./expect-statement";
import type { Remark } from "./remark";
import { onceReviewed } from "./report-remarks";

export interface ExistingBucketArgs {
  readonly bucketName: string;
  /** Region of the stack. */
  readonly region: pulumi.Input<string>;
  /** KMS key of the stack; absent: none. */
  readonly keyArn?: pulumi.Input<string>;
  readonly use: Omit<BucketUse, "region" | "bucketName">;
  /** Statements that its policy has to have. Default: none. */
  readonly statements?: (bucket: aws.s3.Bucket) => readonly Statement[];
}

/** A bucket that others own. It is read, reviewed and never changed; it stays when the stack is destroyed. */
export class ExistingBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** Its name, once the review has found nothing that keeps the pipeline from working. */
  readonly reviewedName: pulumi.Output<string>;

  constructor(name: string, args: ExistingBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ExistingBucket", name, {}, opts);
    const child = { parent: this };
    const { bucketName, use } = args;
    this.bucket = aws.s3.Bucket.get(`${name}-bucket`, bucketName, undefined, child);
    const notification =
      use.as === "source"
        ? aws.s3.BucketNotification.get(`${name}-notification`, bucketName, undefined, child)
        : undefined;
    const subject = { what: "bucket", name: bucketName, resource: this.bucket };
    const outputs = outputsOfBucket(this.bucket, notification);
    const wanted = pulumi.output(args.region).apply((region) => ({ ...use, bucketName, region }));
    const remarks = [
      ...bucketChecks.map((check) => remarksOf(check, outputs, wanted)),
      pulumi
        .all([outputs.encryption, args.keyArn])
        .apply(([encryption, keyArn]) => reviewEncryption(encryption, keyArn)),
    ];
    this.reviewedName = onceReviewed(subject, pulumi.output(bucketName), remarks);
    for (const statement of args.statements?.(this.bucket) ?? []) {
      expectStatement(subject, this.bucket.policy, statement);
    }
    this.registerOutputs({ bucket: this.bucket.id });
  }
}

function remarksOf(
  { reads, judge }: BucketCheck,
  outputs: BucketOutputs,
  use: pulumi.Output<BucketUse>,
): pulumi.Output<readonly Remark[]> {
  const read = Object.fromEntries(reads.map((key): [string, pulumi.Output<unknown>] => [key, outputs[key]]));
  return pulumi.all([pulumi.all(read), use]).apply(([state, wanted]) => judge(state as unknown as BucketState, wanted));
}
