import { anything, type Need, type NeedsByType, type Scope } from "../types";

const owners = { "aws:kms/key:Key": "" };
const arns: Scope["arns"] = ({ partition, region, account }) => [`arn:${partition}:kms:${region}:${account}:key/*`];

/** A key has no name before it exists; the project's tag separates it from the account's other keys. */
const keys: Scope = {
  sid: "Keys",
  owners,
  arns,
  condition: { StringEquals: { "aws:ResourceTag/Project": "image-pipeline" } },
};

/**
 * What follows the creation of a key at once. A tag may take five minutes to count (KMS Developer Guide, "ABAC for AWS
 * KMS"), so none is asked for; none of it reads data, takes access away or gives any.
 */
const freshKeys: Scope = { sid: "FreshKeys", owners, arns };

/**
 * The use of a table's key by DynamoDB, which begins with the table and so within these minutes: only through DynamoDB,
 * and grants only for its own resources.
 */
const tableKeys: Scope = {
  sid: "TableKeys",
  owners,
  arns,
  condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
};

/** The tag of a key that is being created is in the request only. */
const newKeys: Scope = {
  sid: "NewKeys",
  owners: {},
  arns: () => ["*"],
  condition: { StringEquals: { "aws:RequestTag/Project": "image-pipeline" } },
};

const aliases: Scope = {
  sid: "KeyAliases",
  owners: { "aws:kms/alias:Alias": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:kms:${region}:${account}:${name}`],
};

/** What the creation of a table takes that is encrypted with a key. */
export const tableKeyNeed: Need = {
  scope: tableKeys,
  actions: { create: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"] },
};

export const kmsNeeds: NeedsByType = {
  "aws:kms/key:Key": [
    { scope: newKeys, actions: { create: ["kms:CreateKey", "kms:TagResource"] } },
    {
      scope: keys,
      actions: {
        update: [
          "kms:DisableKeyRotation",
          "kms:PutKeyPolicy",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateKeyDescription",
        ],
        delete: ["kms:ScheduleKeyDeletion"],
      },
    },
    {
      scope: freshKeys,
      actions: {
        create: ["kms:EnableKeyRotation"],
        read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
        update: ["kms:EnableKeyRotation"],
      },
    },
    {
      scope: freshKeys,
      when: ({ keyUsage }) => keyUsage === "SIGN_VERIFY",
      actions: { read: ["kms:GetPublicKey"] },
    },
    tableKeyNeed,
  ],
  "aws:kms/alias:Alias": [
    {
      scope: aliases,
      actions: { create: ["kms:CreateAlias"], update: ["kms:UpdateAlias"], delete: ["kms:DeleteAlias"] },
    },
    {
      scope: freshKeys,
      actions: { create: ["kms:CreateAlias"], update: ["kms:UpdateAlias"], delete: ["kms:DeleteAlias"] },
    },
    { scope: anything, actions: { read: ["kms:ListAliases"] } },
  ],
};
