import { anything, type NeedsByType, type Need, type Scope } from "../types";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const PROJECT = "image-pipeline";

/** CloudFront chooses the identifiers; the project's tag separates a distribution from the account's other ones. */
const distributions: Scope = {
  sid: "Distributions",
  owners: { [DISTRIBUTION]: "" },
  arns: ({ partition, account }) => [`arn:${partition}:cloudfront::${account}:distribution/*`],
  condition: { StringEquals: { "aws:ResourceTag/Project": PROJECT } },
};

/** The tag of a distribution that is being created is in the request only. */
const newDistributions: Scope = {
  sid: "NewDistributions",
  owners: {},
  arns: () => ["*"],
  condition: { StringEquals: { "aws:RequestTag/Project": PROJECT } },
};

/** A definition that distributions refer to. CloudFront chooses its identifier, and it takes no tags. */
const definition = (noun: string, kind: string, sid: string): readonly Need[] => [
  { scope: anything, actions: { create: [`cloudfront:Create${noun}`] } },
  {
    scope: {
      sid,
      owners: { [`aws:cloudfront/${noun.charAt(0).toLowerCase()}${noun.slice(1)}:${noun}`]: "" },
      arns: ({ partition, account }) => [`arn:${partition}:cloudfront::${account}:${kind}/*`],
    },
    actions: {
      read: [`cloudfront:Get${noun}`],
      update: [`cloudfront:Update${noun}`],
      delete: [`cloudfront:Delete${noun}`],
    },
  },
];

/** Public keys and key groups have no resource-level permissions. */
const unscoped = (noun: string): readonly Need[] => [
  {
    scope: anything,
    actions: {
      create: [`cloudfront:Create${noun}`],
      read: [`cloudfront:Get${noun}`],
      update: [`cloudfront:Update${noun}`],
      delete: [`cloudfront:Delete${noun}`],
    },
  },
];

const functions: Scope = {
  sid: "EdgeFunctions",
  owners: { "aws:cloudfront/function:Function": "name" },
  arns: ({ partition, account }, name) => [`arn:${partition}:cloudfront::${account}:function/${name}`],
};

/** CloudFront's logs are delivered from this region, whatever the stack's is. */
const LOGS_REGION = "us-east-1";

const deliveryArns =
  (kind: string): Scope["arns"] =>
  ({ partition, account }, name) => [`arn:${partition}:logs:${LOGS_REGION}:${account}:${kind}:${name}`];

const sources: Scope = {
  sid: "LogSources",
  owners: { "aws:cloudwatch/logDeliverySource:LogDeliverySource": "name" },
  arns: deliveryArns("delivery-source"),
};

const destinations: Scope = {
  sid: "LogDestinations",
  owners: { "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "name" },
  arns: deliveryArns("delivery-destination"),
};

const deliveries: Scope = {
  sid: "LogDeliveries",
  owners: { "aws:cloudwatch/logDelivery:LogDelivery": "" },
  arns: ({ partition, account }) => [`arn:${partition}:logs:${LOGS_REGION}:${account}:delivery:*`],
};

const tagged = ["logs:TagResource", "logs:UntagResource"];

export const cloudfrontNeeds: NeedsByType = {
  [DISTRIBUTION]: [
    { scope: newDistributions, actions: { create: ["cloudfront:CreateDistribution", "cloudfront:TagResource"] } },
    {
      scope: distributions,
      actions: {
        read: ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"],
        update: ["cloudfront:TagResource", "cloudfront:UntagResource", "cloudfront:UpdateDistribution"],
        delete: ["cloudfront:DeleteDistribution", "cloudfront:UpdateDistribution"],
      },
    },
  ],
  "aws:cloudfront/cachePolicy:CachePolicy": definition("CachePolicy", "cache-policy", "CachePolicies"),
  "aws:cloudfront/originAccessControl:OriginAccessControl": definition(
    "OriginAccessControl",
    "origin-access-control",
    "OriginAccessControls",
  ),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": definition(
    "ResponseHeadersPolicy",
    "response-headers-policy",
    "ResponseHeadersPolicies",
  ),
  "aws:cloudfront/function:Function": [
    { scope: anything, actions: { create: ["cloudfront:CreateFunction"] } },
    {
      scope: functions,
      actions: {
        create: ["cloudfront:PublishFunction"],
        read: ["cloudfront:DescribeFunction", "cloudfront:GetFunction"],
        update: ["cloudfront:PublishFunction", "cloudfront:UpdateFunction"],
        delete: ["cloudfront:DeleteFunction"],
      },
    },
  ],
  "aws:cloudfront/publicKey:PublicKey": unscoped("PublicKey"),
  "aws:cloudfront/keyGroup:KeyGroup": unscoped("KeyGroup"),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": [
    {
      scope: sources,
      actions: {
        create: ["logs:PutDeliverySource", "logs:TagResource"],
        read: ["logs:GetDeliverySource", "logs:ListTagsForResource"],
        update: ["logs:PutDeliverySource", ...tagged],
        delete: ["logs:DeleteDeliverySource"],
      },
    },
    {
      scope: distributions,
      actions: {
        create: ["cloudfront:AllowVendedLogDeliveryForResource"],
        update: ["cloudfront:AllowVendedLogDeliveryForResource"],
      },
    },
  ],
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": [
    {
      scope: destinations,
      actions: {
        create: ["logs:PutDeliveryDestination", "logs:TagResource"],
        read: ["logs:GetDeliveryDestination", "logs:ListTagsForResource"],
        update: ["logs:PutDeliveryDestination", ...tagged],
        delete: ["logs:DeleteDeliveryDestination"],
      },
    },
  ],
  "aws:cloudwatch/logDelivery:LogDelivery": [
    // A creation names source and destination, and tags what has no identifier yet.
    { scope: sources, actions: { create: ["logs:CreateDelivery"] } },
    { scope: destinations, actions: { create: ["logs:CreateDelivery"] } },
    {
      scope: deliveries,
      actions: {
        create: ["logs:CreateDelivery", "logs:TagResource"],
        read: ["logs:GetDelivery", "logs:ListTagsForResource"],
        update: ["logs:UpdateDeliveryConfiguration", ...tagged],
        delete: ["logs:DeleteDelivery"],
      },
    },
  ],
};
