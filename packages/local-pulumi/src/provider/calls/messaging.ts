import { arnOf, on, tagged, textOf, type CallsByType, type CallSubject } from "./api-call";

const nameOf = ({ id, inputs }: CallSubject): string =>
  id === "" ? textOf(inputs, "name") : (id.split(/[:/]/).at(-1) ?? "");

const queueArn = (subject: CallSubject): string => arnOf(subject, "sqs", nameOf(subject));
const topicArn = (subject: CallSubject): string => arnOf(subject, "sns", nameOf(subject));

/** The queue that a policy belongs to, by its URL. */
const queueOf = (subject: CallSubject): string =>
  arnOf(subject, "sqs", textOf(subject.inputs, "queueUrl").split("/").at(-1) ?? "");

/** Source: `internal/service/sqs/queue*.go` and `internal/service/sns/topic*.go` of the Terraform provider. */
export const messagingCalls: CallsByType = {
  "aws:sqs/queue:Queue": {
    create: (queue) => tagged(on(queueArn(queue), "sqs:CreateQueue", "sqs:TagQueue"), queue.tags),
    read: (queue) => on(queueArn(queue), "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"),
    update: (queue) => [
      ...on(queueArn(queue), "sqs:SetQueueAttributes"),
      ...(queue.changed("tags")
        ? [...tagged(on(queueArn(queue), "sqs:TagQueue"), queue.tags), ...on(queueArn(queue), "sqs:UntagQueue")]
        : []),
    ],
    delete: (queue) => on(queueArn(queue), "sqs:DeleteQueue"),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    create: (policy) => on(queueOf(policy), "sqs:SetQueueAttributes"),
    read: (policy) => on(queueOf(policy), "sqs:GetQueueAttributes"),
    update: (policy) => on(queueOf(policy), "sqs:SetQueueAttributes"),
    delete: (policy) => on(queueOf(policy), "sqs:SetQueueAttributes"),
  },
  "aws:sns/topic:Topic": {
    create: (topic) => [
      ...tagged(on(topicArn(topic), "sns:CreateTopic", "sns:TagResource"), topic.tags),
      ...on(topicArn(topic), "sns:SetTopicAttributes"),
    ],
    read: (topic) => on(topicArn(topic), "sns:GetTopicAttributes", "sns:ListTagsForResource"),
    update: (topic) => [
      ...on(topicArn(topic), "sns:SetTopicAttributes"),
      ...(topic.changed("tags")
        ? [...tagged(on(topicArn(topic), "sns:TagResource"), topic.tags), ...on(topicArn(topic), "sns:UntagResource")]
        : []),
    ],
    delete: (topic) => on(topicArn(topic), "sns:DeleteTopic"),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    create: ({ inputs }) => on(textOf(inputs, "arn"), "sns:SetTopicAttributes"),
    read: ({ inputs }) => on(textOf(inputs, "arn"), "sns:GetTopicAttributes"),
    update: ({ inputs }) => on(textOf(inputs, "arn"), "sns:SetTopicAttributes"),
    delete: ({ inputs }) => on(textOf(inputs, "arn"), "sns:SetTopicAttributes"),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    create: ({ inputs }) => on(textOf(inputs, "topic"), "sns:Subscribe"),
    read: ({ id }) => on(id, "sns:GetSubscriptionAttributes"),
    update: ({ id }) => on(id, "sns:SetSubscriptionAttributes"),
    delete: ({ id }) => on(id, "sns:Unsubscribe"),
  },
};
