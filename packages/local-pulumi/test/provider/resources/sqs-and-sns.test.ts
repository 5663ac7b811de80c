import { ACCOUNT, describeLifecycles, type Lifecycle } from "../../support/cloud/resource-lifecycle";
import { policy } from "../../../../local-aws/test/support/cloud/use-cloud";

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:sqs/queue:Queue",
    inputs: () => ({ name: "life", messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true }),
    changes: [
      [() => ({ name: "life", messageRetentionSeconds: 1_209_600 }), "same"],
      [() => ({ name: "life", messageRetentionSeconds: 60, sqsManagedSseEnabled: true }), "update"],
      [() => ({ name: "life2", messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true }), "replace name"],
    ],
    outs: () => ({ arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:life`, visibilityTimeoutSeconds: 30, fifoQueue: false }),
  },
  {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    inputs: ({ queue }) => ({
      queueUrl: queue.outs.url,
      policy: policy([{ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: queue.outs.arn }]),
    }),
    changes: [
      [
        ({ queue }) => ({
          queueUrl: queue.outs.url,
          policy: policy([{ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: queue.outs.arn }]),
        }),
        "update",
      ],
    ],
    outs: ({ queue }) => ({ queueUrl: queue.outs.url }),
  },
  {
    type: "aws:sns/topic:Topic",
    inputs: () => ({ name: "life", displayName: "Life" }),
    changes: [
      [() => ({ name: "life", displayName: "Other" }), "update"],
      [() => ({ name: "life2", displayName: "Life" }), "replace name"],
    ],
    outs: () => ({ arn: `arn:aws:sns:us-east-1:${ACCOUNT}:life`, owner: ACCOUNT, fifoTopic: false }),
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    inputs: ({ topic }) => ({
      arn: topic.outs.arn,
      policy: policy([
        {
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.outs.arn,
        },
      ]),
    }),
    changes: [
      [
        ({ topic }) => ({
          arn: topic.outs.arn,
          policy: policy([{ Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: topic.outs.arn }]),
        }),
        "update",
      ],
    ],
    outs: () => ({ owner: ACCOUNT }),
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    inputs: ({ topic, queue }) => ({ topic: topic.outs.arn, protocol: "sqs", endpoint: queue.outs.arn }),
    changes: [
      [
        ({ topic, queue }) => ({
          topic: topic.outs.arn,
          protocol: "sqs",
          endpoint: queue.outs.arn,
          rawMessageDelivery: true,
        }),
        "update",
      ],
      [
        ({ topic }) => ({ topic: topic.outs.arn, protocol: "email", endpoint: "a@example.com" }),
        "replace endpoint,protocol",
      ],
    ],
    outs: () => ({ pendingConfirmation: false, rawMessageDelivery: false }),
  },
];

describeLifecycles("SQS and SNS", lifecycles);
