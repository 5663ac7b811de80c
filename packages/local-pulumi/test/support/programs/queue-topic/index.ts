import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const tags = { Project: pulumi.getProject(), Stack: pulumi.getStack() };
const orders = new aws.sns.Topic("orders", { tags });
const deadLetters = new aws.sqs.Queue("dead-letters", { messageRetentionSeconds: 14 * 24 * 3600, tags });
const billing = new aws.sqs.Queue("billing", {
  visibilityTimeoutSeconds: 60,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 3 }),
  tags,
});
const document = aws.iam.getPolicyDocumentOutput({
  statements: [
    {
      sid: "TopicOnly",
      principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
      actions: ["sqs:SendMessage"],
      resources: [billing.arn],
      conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [orders.arn] }],
    },
  ],
});
const policy = new aws.sqs.QueuePolicy("billing-policy", { queueUrl: billing.id, policy: document.json });
new aws.sns.TopicSubscription(
  "orders-to-billing",
  { topic: orders, protocol: "sqs", endpoint: billing.arn, filterPolicy: JSON.stringify({ kind: ["invoice"] }) },
  { dependsOn: policy },
);
const { region } = aws.getRegionOutput();
const { accountId } = aws.getCallerIdentityOutput();

export const topicArn = orders.arn;
export const queueUrl = billing.url;
export const place = pulumi.interpolate`${accountId}/${region}`;
