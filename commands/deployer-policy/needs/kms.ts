import { anything, type NeedsByType, type Scope } from "../types";

/** A key has no name before it exists; the project's tag separates it from the account's other keys. */
const keys: Scope = {
  sid: "Keys",
  owners: { "aws:kms/key:Key": "" },
  arns: ({ partition, region, account }) => [`arn:${partition}:kms:${region}:${account}:key/*`],
  condition: { StringEquals: { "aws:ResourceTag/Project": "image-pipeline" } },
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

export const kmsNeeds: NeedsByType = {
  "aws:kms/key:Key": [
    { scope: newKeys, actions: { create: ["kms:CreateKey", "kms:TagResource"] } },
    {
      scope: keys,
      actions: {
        // DynamoDB and Lambda use the key on behalf of the deployer: with grants, and with data keys.
        create: ["kms:CreateGrant", "kms:Decrypt", "kms:EnableKeyRotation", "kms:Encrypt", "kms:GenerateDataKey"],
        read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
        update: [
          "kms:DisableKeyRotation",
          "kms:EnableKeyRotation",
          "kms:PutKeyPolicy",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateKeyDescription",
        ],
        delete: ["kms:ScheduleKeyDeletion"],
      },
    },
  ],
  "aws:kms/alias:Alias": [
    {
      scope: aliases,
      actions: { create: ["kms:CreateAlias"], update: ["kms:UpdateAlias"], delete: ["kms:DeleteAlias"] },
    },
    {
      scope: keys,
      actions: { create: ["kms:CreateAlias"], update: ["kms:UpdateAlias"], delete: ["kms:DeleteAlias"] },
    },
    { scope: anything, actions: { read: ["kms:ListAliases"] } },
  ],
};
