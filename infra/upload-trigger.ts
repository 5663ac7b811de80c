import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface UploadTriggerArgs {
  readonly bucket: aws.s3.Bucket;
  readonly fn: aws.lambda.Function;
  readonly accountId: pulumi.Input<string>;
  /** Only keys that begin with it. */
  readonly prefix: string;
  /** Only keys that end with one of them; none: all. S3 tells upper from lower case. */
  readonly suffixes: readonly string[];
  /** What must be there before the first object is processed. */
  readonly after: readonly pulumi.Resource[];
}

/** Invokes a function for every object that is created in a bucket. */
export class UploadTrigger extends pulumi.ComponentResource {
  constructor(name: string, args: UploadTriggerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadTrigger", name, {}, opts);
    const { bucket, fn } = args;
    const permission = new aws.lambda.Permission(
      `${name}-invoke`,
      {
        action: "lambda:InvokeFunction",
        function: fn.name,
        principal: "s3.amazonaws.com",
        sourceArn: bucket.arn,
        // A bucket's ARN names no account: a stranger could own the name after this bucket is gone.
        sourceAccount: args.accountId,
      },
      { parent: this },
    );
    new aws.s3.BucketNotification(
      `${name}-notification`,
      { bucket: bucket.id, lambdaFunctions: notifications(fn, args) },
      // S3 tries the function when the notification is made and refuses it where it may not.
      { parent: this, dependsOn: [permission, ...args.after] },
    );
    this.registerOutputs();
  }
}

/** One entry per suffix: S3 knows no lists in a filter. */
function notifications(
  fn: aws.lambda.Function,
  { prefix, suffixes }: UploadTriggerArgs,
): aws.types.input.s3.BucketNotificationLambdaFunction[] {
  const entries = suffixes.length > 0 ? suffixes : [undefined];
  return entries.map((suffix, index) => ({
    id: `image-upload-trigger-${index + 1}`,
    lambdaFunctionArn: fn.arn,
    events: ["s3:ObjectCreated:*"],
    ...(prefix === "" ? {} : { filterPrefix: prefix }),
    ...(suffix === undefined ? {} : { filterSuffix: suffix }),
  }));
}
