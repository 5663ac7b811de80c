import { anywhere, on, tagged, textOf, when, type CallsByType, type CallSubject, type TypeCalls } from "./api-call";

/** CloudFront is global: its ARNs have no region. */
const cloudfrontArn = ({ accountId, id }: CallSubject, kind: string): string =>
  `arn:aws:cloudfront::${accountId}:${kind}/${id}`;

const functionArn = (subject: CallSubject): string =>
  `arn:aws:cloudfront::${subject.accountId}:function/${textOf(subject.inputs, "name")}`;

/** A type that is created, read with its version, replaced as a whole and deleted. */
const versioned = (kind: string, noun: string): TypeCalls => ({
  create: () => anywhere(`cloudfront:Create${noun}`),
  read: (subject) => on(cloudfrontArn(subject, kind), `cloudfront:Get${noun}`),
  update: (subject) => on(cloudfrontArn(subject, kind), `cloudfront:Update${noun}`),
  delete: (subject) => on(cloudfrontArn(subject, kind), `cloudfront:Delete${noun}`),
});

/** Public keys and key groups have no resource-level permissions for what is done to them. */
const unscoped = (noun: string): TypeCalls => ({
  create: () => anywhere(`cloudfront:Create${noun}`),
  read: () => anywhere(`cloudfront:Get${noun}`),
  update: () => anywhere(`cloudfront:Update${noun}`),
  delete: () => anywhere(`cloudfront:Delete${noun}`),
});

/**
 * Source: `cloudfront/function.go` (6c6ae512) and `distribution.go` (acde5882) of the Terraform provider; of the other
 * types AWS's Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudFront". A
 * distribution is disabled before it is deleted.
 */
export const cloudfrontCalls: CallsByType = {
  "aws:cloudfront/cachePolicy:CachePolicy": versioned("cache-policy", "CachePolicy"),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": versioned(
    "response-headers-policy",
    "ResponseHeadersPolicy",
  ),
  "aws:cloudfront/originAccessControl:OriginAccessControl": versioned("origin-access-control", "OriginAccessControl"),
  "aws:cloudfront/publicKey:PublicKey": unscoped("PublicKey"),
  "aws:cloudfront/keyGroup:KeyGroup": unscoped("KeyGroup"),
  "aws:cloudfront/function:Function": {
    create: (fn) => [...anywhere("cloudfront:CreateFunction"), ...on(functionArn(fn), "cloudfront:PublishFunction")],
    read: (fn) => on(functionArn(fn), "cloudfront:DescribeFunction", "cloudfront:GetFunction"),
    update: (fn) => on(functionArn(fn), "cloudfront:UpdateFunction", "cloudfront:PublishFunction"),
    delete: (fn) => on(functionArn(fn), "cloudfront:DeleteFunction"),
  },
  "aws:cloudfront/distribution:Distribution": {
    create: (distribution) =>
      tagged(anywhere("cloudfront:CreateDistribution", "cloudfront:TagResource"), distribution.tags),
    read: (distribution) =>
      on(cloudfrontArn(distribution, "distribution"), "cloudfront:GetDistribution", "cloudfront:ListTagsForResource"),
    update: (distribution) => [
      ...on(cloudfrontArn(distribution, "distribution"), "cloudfront:UpdateDistribution"),
      ...when(distribution.changed("tags"), [
        ...tagged(on(cloudfrontArn(distribution, "distribution"), "cloudfront:TagResource"), distribution.tags),
        ...on(cloudfrontArn(distribution, "distribution"), "cloudfront:UntagResource"),
      ]),
    ],
    delete: (distribution) =>
      on(
        cloudfrontArn(distribution, "distribution"),
        "cloudfront:GetDistribution",
        "cloudfront:UpdateDistribution",
        "cloudfront:DeleteDistribution",
      ),
  },
};
