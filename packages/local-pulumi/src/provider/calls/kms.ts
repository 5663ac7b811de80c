import { anywhere, arnOf, on, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

/** A key that a program reads may be named by its ARN. */
const keyArn = (subject: CallSubject): string =>
  subject.id.startsWith("arn:") ? subject.id : arnOf(subject, "kms", `key/${subject.id}`);

/** The alias and its key: KMS asks for the permission on both. */
const aliasAndKey = (alias: CallSubject, action: string) => {
  const target = textOf(alias.inputs, "targetKeyId");
  return [
    ...on(arnOf(alias, "kms", alias.id === "" ? textOf(alias.inputs, "name") : alias.id), action),
    ...on(target.startsWith("arn:") ? target : arnOf(alias, "kms", `key/${target}`), action),
  ];
};

/**
 * Source: `kms/key.go` (00a35305) and, of version 4, `alias.go` (01c08000) of the Terraform provider. A creation waits
 * until policy, tags and rotation can be read back, a deletion until the key is found to be pending.
 */
export const kmsCalls: CallsByType = {
  "aws:kms/key:Key": {
    create: (key) => tagged(anywhere("kms:CreateKey", "kms:TagResource"), key.tags),
    settle: (key) => when(key.inputs.enableKeyRotation === true, on(keyArn(key), "kms:EnableKeyRotation")),
    read: (key) =>
      on(keyArn(key), "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"),
    update: (key) => [
      ...when(
        key.changed("enableKeyRotation"),
        on(keyArn(key), key.inputs.enableKeyRotation === true ? "kms:EnableKeyRotation" : "kms:DisableKeyRotation"),
      ),
      ...when(key.changed("description"), on(keyArn(key), "kms:UpdateKeyDescription")),
      ...when(key.changed("policy"), on(keyArn(key), "kms:PutKeyPolicy")),
      ...when(
        key.changed("isEnabled"),
        on(keyArn(key), key.inputs.isEnabled === false ? "kms:DisableKey" : "kms:EnableKey"),
      ),
      ...when(key.changed("tags"), [
        ...tagged(on(keyArn(key), "kms:TagResource"), key.tags),
        ...on(keyArn(key), "kms:UntagResource"),
      ]),
    ],
    delete: (key) => on(keyArn(key), "kms:ScheduleKeyDeletion", "kms:DescribeKey"),
  },
  "aws:kms/alias:Alias": {
    create: (alias) => aliasAndKey(alias, "kms:CreateAlias"),
    read: () => anywhere("kms:ListAliases"),
    update: (alias) => aliasAndKey(alias, "kms:UpdateAlias"),
    delete: (alias) => aliasAndKey(alias, "kms:DeleteAlias"),
  },
};
