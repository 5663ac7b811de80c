import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { Ingest } from "./ingest";
import { qualified } from "./function-target";
import type { FunctionContext, PipelineFunction } from "./pipeline-function";

export interface SourceEventsArgs {
  readonly context: FunctionContext;
  readonly accountId: pulumi.Input<string>;
  readonly ingest: Ingest;
  /** Function that follows removals; absent: none does. */
  readonly removals?: PipelineFunction;
}

/** Events of the bucket that invoke one function. */
interface Route {
  /** Name of the trigger; its entries in the notification are numbered. */
  readonly name: string;
  readonly to: PipelineFunction;
  readonly event: "s3:ObjectCreated:*" | "s3:ObjectRemoved:*";
}

/** The source bucket's event notifications. A bucket has one configuration of them, so all are declared here. */
export class SourceEvents extends pulumi.ComponentResource {
  constructor(name: string, args: SourceEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:SourceEvents", name, {}, opts);
    const { context, accountId, ingest, removals } = args;
    const { source: bucket, ready } = context.stores;
    const routes: readonly Route[] = [
      ...(ingest.mode === "direct"
        ? [{ name: "image-upload-trigger", to: ingest.processImage, event: "s3:ObjectCreated:*" } as const]
        : []),
      ...(removals ? [{ name: "image-removal-trigger", to: removals, event: "s3:ObjectRemoved:*" } as const] : []),
    ];
    const permissions = routes.map(
      (route) =>
        new aws.lambda.Permission(
          `${route.name}-invoke`,
          {
            action: "lambda:InvokeFunction",
            function: route.to.fn.name,
            ...qualified(route.to.target),
            principal: "s3.amazonaws.com",
            sourceArn: bucket.arn,
            // A bucket's ARN names no account, and another account may take the name once this bucket is deleted.
            sourceAccount: accountId,
          },
          { parent: this },
        ),
    );
    new aws.s3.BucketNotification(
      `${name}-notification`,
      {
        bucket: bucket.id,
        lambdaFunctions: routes.flatMap((route) => entries(route, context.config)),
        ...(ingest.mode === "workflow" ? { eventbridge: true } : {}),
      },
      {
        parent: this,
        dependsOn: [
          // S3 refuses a notification of a function that it has no permission to invoke.
          ...permissions,
          ...routes.flatMap(({ to }) => to.ready),
          ...ready,
          ...(ingest.mode === "workflow" ? ingest.workflow.ready : []),
        ],
      },
    );
    this.registerOutputs();
  }
}

/** One entry per suffix: a filter of S3 takes one value. */
function entries(
  { name, to: { target }, event }: Route,
  { uploadPrefix: prefix, suffixes }: StackConfig,
): aws.types.input.s3.BucketNotificationLambdaFunction[] {
  const filters = suffixes.length > 0 ? suffixes : [undefined];
  return filters.map((suffix, index) => ({
    id: `${name}-${index + 1}`,
    lambdaFunctionArn: target.arn,
    events: [event],
    ...(prefix === "" ? {} : { filterPrefix: prefix }),
    ...(suffix === undefined ? {} : { filterSuffix: suffix }),
  }));
}
