import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import { EventTrigger } from "./event-trigger";
import { qualified } from "./function-target";
import type { Ingest } from "./ingest";
import { formerly, logicalName } from "./physical-names";
import type { FunctionContext, PipelineFunction } from "./pipeline-function";
import { routesOf } from "./routes/routes-of";

export interface SourceEventsArgs {
  readonly context: FunctionContext;
  readonly accountId: pulumi.Input<string>;
  readonly ingest: Ingest;
  /** Function that follows removals; absent: none does. */
  readonly removals?: PipelineFunction;
}

/** Events of the bucket that invoke one function. */
interface TriggerSpec {
  /** Name of the trigger; its entries in the notification are numbered. */
  readonly name: string;
  readonly to: PipelineFunction;
  readonly what: "created" | "deleted";
}

/** Names of the events in a notification, and what a rule is described with. */
const eventsOf = {
  created: { name: "s3:ObjectCreated:*", description: "Uploaded images" },
  deleted: { name: "s3:ObjectRemoved:*", description: "Removed images" },
} as const;

/**
 * What starts with the source bucket's events. A bucket has one notification configuration: of the stack's own bucket
 * all of it is declared here; that of an existing bucket may have entries of others, so its events come through rules
 * of EventBridge, and the configuration is written only where config asks for it.
 */
export class SourceEvents extends pulumi.ComponentResource {
  constructor(name: string, args: SourceEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:SourceEvents", name, {}, opts);
    const { context, accountId, ingest, removals } = args;
    const { config, stores } = context;
    const specs: readonly TriggerSpec[] = [
      ...(ingest.mode === "direct"
        ? [{ name: "image-upload-trigger", to: ingest.processImage, what: "created" } as const]
        : []),
      ...(removals ? [{ name: "image-removal-trigger", to: removals, what: "deleted" } as const] : []),
    ];
    const triggers = config.source
      ? specs.map((spec) => this.trigger(spec, context))
      : specs.map((spec) => this.permission(spec, context, accountId));
    if (config.source?.enableEventBridge !== false) {
      new aws.s3.BucketNotification(
        `${name}-notification`,
        {
          bucket: stores.sourceName,
          ...(config.source ? {} : { lambdaFunctions: specs.flatMap((spec) => entries(spec, config)) }),
          ...(config.source || ingest.mode === "workflow" ? { eventbridge: true } : {}),
        },
        {
          parent: this,
          dependsOn: [
            // S3 refuses a notification of a function that it has no permission to invoke.
            ...triggers,
            ...specs.flatMap(({ to }) => to.ready),
            ...stores.ready,
            ...(ingest.mode === "workflow" ? ingest.workflow.ready : []),
          ],
        },
      );
    }
    this.registerOutputs();
  }

  private permission(
    { name, to }: TriggerSpec,
    { naming, stores }: FunctionContext,
    sourceAccount: pulumi.Input<string>,
  ): pulumi.Resource {
    return new aws.lambda.Permission(
      logicalName(naming, `${name}-invoke`),
      {
        action: "lambda:InvokeFunction",
        function: to.fn.name,
        ...qualified(to.target),
        principal: "s3.amazonaws.com",
        sourceArn: stores.source.arn,
        // A bucket's ARN names no account, and another account may take the name once this bucket is deleted.
        sourceAccount,
      },
      { parent: this, ...formerly(naming, `${name}-invoke`) },
    );
  }

  private trigger({ name, to, what }: TriggerSpec, { config, naming, stores }: FunctionContext): pulumi.Resource {
    return new EventTrigger(
      logicalName(naming, name),
      {
        description: eventsOf[what].description,
        events: { bucketName: stores.sourceName, routes: routesOf(config), what },
        fn: to,
        failures: stores.failures,
      },
      { parent: this, ...formerly(naming, name) },
    );
  }
}

/** One entry per route and suffix: a filter of S3 takes one value. */
function entries(
  { name, to: { target }, what }: TriggerSpec,
  config: StackConfig,
): aws.types.input.s3.BucketNotificationLambdaFunction[] {
  const filters = routesOf(config).flatMap(({ prefix, suffixes }) =>
    (suffixes.length > 0 ? suffixes : [undefined]).map((suffix) => ({ prefix, suffix })),
  );
  return filters.map(({ prefix, suffix }, index) => ({
    id: `${name}-${index + 1}`,
    lambdaFunctionArn: target.arn,
    events: [eventsOf[what].name],
    ...(prefix === "" ? {} : { filterPrefix: prefix }),
    ...(suffix === undefined ? {} : { filterSuffix: suffix }),
  }));
}
