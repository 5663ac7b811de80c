import type * as pulumi from "@pulumi/pulumi";

/** The resource types of this stack that take tags. */
const taggable: ReadonlySet<string> = new Set([
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logDelivery:LogDelivery",
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
  "aws:cloudwatch/logDeliverySource:LogDeliverySource",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
]);

/**
 * Sets tags on every taggable resource below a component; a resource's own tags override them. They are set on the
 * resources rather than on the provider, so that previews, policies and tests see them.
 */
export function defaultTags(tags: Readonly<Record<string, string>>): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    // With an identifier it is one of others, which is read and not changed.
    if (!taggable.has(type) || opts.id !== undefined || Object.keys(tags).length === 0) return undefined;
    const { tags: own, ...others } = props as { tags?: Record<string, pulumi.Input<string>> };
    return { props: { ...others, tags: { ...tags, ...own } }, opts };
  };
}
