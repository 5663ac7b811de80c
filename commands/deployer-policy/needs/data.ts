import type { NeedsByType, Scope } from "../types";
import { tableKeyNeed } from "./kms";

const tables: Scope = {
  sid: "Tables",
  owners: { "aws:dynamodb/table:Table": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:dynamodb:${region}:${account}:table/${name}`],
};

const queues: Scope = {
  sid: "Queues",
  owners: { "aws:sqs/queue:Queue": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:sqs:${region}:${account}:${name}`],
};

const topics: Scope = {
  sid: "Topics",
  owners: { "aws:sns/topic:Topic": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:sns:${region}:${account}:${name}`],
};

/** The ARN of a subscription is that of its topic with an id at its end. */
const subscriptions: Scope = {
  sid: "Subscriptions",
  owners: { "aws:sns/topic:Topic": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:sns:${region}:${account}:${name}:*`],
};

const hasKey = (encryption: unknown): boolean =>
  (encryption as { readonly kmsKeyArn?: unknown } | undefined)?.kmsKeyArn !== undefined;

export const dataNeeds: NeedsByType = {
  "aws:dynamodb/table:Table": [
    { ...tableKeyNeed, when: ({ serverSideEncryption }) => hasKey(serverSideEncryption) },
    {
      scope: tables,
      actions: {
        create: ["dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:UpdateContinuousBackups"],
        read: [
          "dynamodb:DescribeContinuousBackups",
          "dynamodb:DescribeTable",
          "dynamodb:DescribeTimeToLive",
          "dynamodb:ListTagsOfResource",
        ],
        update: [
          "dynamodb:TagResource",
          "dynamodb:UntagResource",
          "dynamodb:UpdateContinuousBackups",
          "dynamodb:UpdateTable",
          "dynamodb:UpdateTimeToLive",
        ],
        delete: ["dynamodb:DeleteTable"],
      },
    },
  ],
  "aws:sqs/queue:Queue": [
    {
      scope: queues,
      actions: {
        create: ["sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:TagQueue"],
        read: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
        update: ["sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
        delete: ["sqs:DeleteQueue"],
      },
    },
  ],
  "aws:sqs/queuePolicy:QueuePolicy": [
    {
      scope: queues,
      actions: {
        create: ["sqs:SetQueueAttributes"],
        read: ["sqs:GetQueueAttributes"],
        update: ["sqs:SetQueueAttributes"],
        delete: ["sqs:SetQueueAttributes"],
      },
    },
  ],
  "aws:sns/topic:Topic": [
    {
      scope: topics,
      actions: {
        create: ["sns:CreateTopic", "sns:SetTopicAttributes", "sns:TagResource"],
        read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
        update: ["sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"],
        delete: ["sns:DeleteTopic"],
      },
    },
  ],
  "aws:sns/topicPolicy:TopicPolicy": [
    {
      scope: topics,
      actions: {
        create: ["sns:SetTopicAttributes"],
        read: ["sns:GetTopicAttributes"],
        update: ["sns:SetTopicAttributes"],
        delete: ["sns:SetTopicAttributes"],
      },
    },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    { scope: topics, actions: { create: ["sns:Subscribe"] } },
    {
      scope: subscriptions,
      actions: {
        read: ["sns:GetSubscriptionAttributes"],
        update: ["sns:SetSubscriptionAttributes"],
        delete: ["sns:Unsubscribe"],
      },
    },
  ],
};
