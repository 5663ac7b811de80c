import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Events of the bucket that one function is invoked for. */
export interface EventRoute {
  /** Name of the trigger; its entries in the notification are numbered. */
  readonly name: string;
  readonly fn: aws.lambda.Function;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
}

export interface SourceEventsArgs {
  readonly bucket: aws.s3.Bucket;
  readonly accountId: pulumi.Input<string>;
  /** Only keys that begin with it. */
  readonly prefix: string;
  /** Only keys that end with one of them; none: all. S3 tells upper from lower case. */
  readonly suffixes: readonly string[];
  readonly routes: readonly EventRoute[];
  /** Whether every event goes to EventBridge as well. */
  readonly eventBridge: boolean;
  /** What must be there before the first event. */
  readonly after: readonly pulumi.Resource[];
}

/** Whom a bucket tells of its events. A bucket has one notification configuration, so all of it is here. */
export class SourceEvents extends pulumi.ComponentResource {
  constructor(name: string, args: SourceEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:SourceEvents", name, {}, opts);
    const { bucket, accountId, routes, eventBridge, after } = args;
    const permissions = routes.map(
      (route) =>
        new aws.lambda.Permission(
          `${route.name}-invoke`,
          {
            action: "lambda:InvokeFunction",
            function: route.fn.name,
            principal: "s3.amazonaws.com",
            sourceArn: bucket.arn,
            // A bucket's ARN names no account: a stranger could own the name after this bucket is gone.
            sourceAccount: accountId,
          },
          { parent: this },
        ),
    );
    new aws.s3.BucketNotification(
      `${name}-notification`,
      {
        bucket: bucket.id,
        lambdaFunctions: routes.flatMap((route) => entries(route, args)),
        ...(eventBridge ? { eventbridge: true } : {}),
      },
      // S3 tries the functions when the notification is made and refuses it where it may not invoke one.
      { parent: this, dependsOn: [...permissions, ...after] },
    );
    this.registerOutputs();
  }
}

/** One entry per suffix: S3 knows no lists in a filter. */
function entries(
  { name, fn, events }: EventRoute,
  { prefix, suffixes }: SourceEventsArgs,
): aws.types.input.s3.BucketNotificationLambdaFunction[] {
  const filters = suffixes.length > 0 ? suffixes : [undefined];
  return filters.map((suffix, index) => ({
    id: `${name}-${index + 1}`,
    lambdaFunctionArn: fn.arn,
    events: [...events],
    ...(prefix === "" ? {} : { filterPrefix: prefix }),
    ...(suffix === undefined ? {} : { filterSuffix: suffix }),
  }));
}
