import type { Subscription } from "@image-pipeline/local-aws";
import type { Made, ResourceType } from "../../resource-type";
import { flag, json, number, oneOf, only, text } from "../../schema";
import { anArn } from "../../validators";
import type { Bag } from "../../../property-values";

function made(subscription: Subscription, known: Bag, accountId: string): Made {
  const outs = {
    arn: subscription.arn,
    confirmationWasAuthenticated: !subscription.pending,
    endpoint: subscription.endpoint,
    filterPolicy: subscription.filterPolicy,
    ownerId: accountId,
    pendingConfirmation: subscription.pending,
    protocol: subscription.protocol,
    rawMessageDelivery: subscription.rawMessageDelivery,
    topic: known.topic ?? subscription.topicArn,
  };
  return { id: subscription.arn, outs };
}

/** Source: `SubscriptionProtocol_Values` in `sns/consts.go` (01c08000) of the Terraform provider. */
const protocols = ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

/** `aws.sns.TopicSubscription`: queues and functions get what is published; e-mail addresses stay pending. */
export const topicSubscription: ResourceType = {
  token: "aws:sns/topicSubscription:TopicSubscription",
  properties: {
    confirmationTimeoutInMinutes: number({ byDefault: 1 }),
    endpoint: text({ required: true, replaces: true }),
    endpointAutoConfirms: only(
      false,
      "the embedded SNS delivers to queues and functions alone, which confirm themselves",
    ),
    filterPolicy: json(),
    protocol: oneOf(protocols, { required: true, replaces: true }),
    rawMessageDelivery: flag({ byDefault: false }),
    topic: text({ required: true, replaces: true, test: anArn }),
  },
  create(inputs, { cloud }) {
    const subscription = cloud.services.sns.subscribe(
      inputs.topic as string,
      inputs.protocol as string,
      inputs.endpoint as string,
      {
        filterPolicy: inputs.filterPolicy as string | undefined,
        rawMessageDelivery: inputs.rawMessageDelivery === true,
      },
    );
    return made(subscription, inputs, cloud.accountId);
  },
  read(id, known, { cloud }) {
    const subscription = cloud.services.sns.subscriptions.get(id);
    return subscription && made(subscription, known, cloud.accountId);
  },
  update(id, inputs, _, { cloud }) {
    const { sns } = cloud.services;
    const subscription = sns.subscriptions.get(id);
    if (subscription === undefined) throw new Error(`NotFound: Subscription ${id} does not exist`);
    subscription.filterPolicy = inputs.filterPolicy as string | undefined;
    subscription.rawMessageDelivery = inputs.rawMessageDelivery === true;
    sns.changed();
    return made(subscription, inputs, cloud.accountId);
  },
  delete: (id, _, { cloud }) => cloud.services.sns.unsubscribe(id),
};
