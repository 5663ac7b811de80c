import { on, tagged, textOf, when, type ApiCall, type CallsByType, type CallSubject } from "./api-call";

/** Region of the deliveries of CloudFront's logs, which are those that the embedded services know. */
const REGION = "us-east-1";

const namedArn = ({ accountId, id, inputs }: CallSubject, kind: string): string =>
  `arn:aws:logs:${REGION}:${accountId}:${kind}:${id === "" ? textOf(inputs, "name") : id}`;

const tagChanges = (subject: CallSubject, arn: string): readonly ApiCall[] =>
  when(subject.changed("tags"), [
    ...tagged(on(arn, "logs:TagResource"), subject.tags),
    ...on(arn, "logs:UntagResource"),
  ]);

const sourceArn = (subject: CallSubject) => namedArn(subject, "delivery-source");
const destinationArn = (subject: CallSubject) => namedArn(subject, "delivery-destination");
const deliverySourceArn = ({ accountId, inputs }: CallSubject) =>
  `arn:aws:logs:${REGION}:${accountId}:delivery-source:${textOf(inputs, "deliverySourceName")}`;
const deliveryArn = (subject: CallSubject) => namedArn(subject, "delivery");

/** The source of a delivery lets CloudFront's logs out: CloudFront asks for a permission of its own. */
const vended = (subject: CallSubject): readonly ApiCall[] =>
  on(textOf(subject.inputs, "resourceArn"), "cloudfront:AllowVendedLogDeliveryForResource");

/**
 * Source: AWS's Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs",
 * and "Logging that requires additional permissions [V2]" of the CloudWatch Logs User Guide.
 */
export const logDeliveryCalls: CallsByType = {
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
    create: (source) => [
      ...tagged(on(sourceArn(source), "logs:PutDeliverySource", "logs:TagResource"), source.tags),
      ...vended(source),
    ],
    read: (source) => on(sourceArn(source), "logs:GetDeliverySource", "logs:ListTagsForResource"),
    update: (source) => [
      ...on(sourceArn(source), "logs:PutDeliverySource"),
      ...vended(source),
      ...tagChanges(source, sourceArn(source)),
    ],
    delete: (source) => on(sourceArn(source), "logs:DeleteDeliverySource"),
  },
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
    create: (destination) =>
      tagged(on(destinationArn(destination), "logs:PutDeliveryDestination", "logs:TagResource"), destination.tags),
    read: (destination) => on(destinationArn(destination), "logs:GetDeliveryDestination", "logs:ListTagsForResource"),
    update: (destination) => [
      ...on(destinationArn(destination), "logs:PutDeliveryDestination"),
      ...tagChanges(destination, destinationArn(destination)),
    ],
    delete: (destination) => on(destinationArn(destination), "logs:DeleteDeliveryDestination"),
  },
  "aws:cloudwatch/logDelivery:LogDelivery": {
    create: (delivery) => [
      ...on(deliverySourceArn(delivery), "logs:CreateDelivery"),
      ...on(textOf(delivery.inputs, "deliveryDestinationArn"), "logs:CreateDelivery"),
      ...tagged(on(deliveryArn({ ...delivery, id: "new" }), "logs:CreateDelivery", "logs:TagResource"), delivery.tags),
    ],
    read: (delivery) => on(deliveryArn(delivery), "logs:GetDelivery", "logs:ListTagsForResource"),
    update: (delivery) => [
      ...on(deliveryArn(delivery), "logs:UpdateDeliveryConfiguration"),
      ...tagChanges(delivery, deliveryArn(delivery)),
    ],
    delete: (delivery) => on(deliveryArn(delivery), "logs:DeleteDelivery"),
  },
};
