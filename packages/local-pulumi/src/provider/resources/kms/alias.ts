import type { Cloud } from "@image-pipeline/local-aws";
import type { Made, ResourceType } from "../../resource-type";
import { text } from "../../schema";

function made(name: string, namePrefix: unknown, { services, region, accountId }: Cloud): Made {
  const { arn, keyId } = services.kms.key(name);
  const outs = {
    arn: `arn:aws:kms:${region}:${accountId}:${name}`,
    name,
    namePrefix,
    targetKeyArn: arn,
    targetKeyId: keyId,
  };
  return { id: name, outs };
}

const aliasName = (name: string) =>
  /^alias\/[\w/-]+$/.test(name) && !name.startsWith("alias/aws/")
    ? undefined
    : `expected alias/NAME (not alias/aws/…), got "${name}"`;

/** `aws.kms.Alias`. */
export const alias: ResourceType = {
  token: "aws:kms/alias:Alias",
  autoName: {
    property: "name",
    prefixProperty: "namePrefix",
    maxLength: 238,
    finish: (name) => (name.startsWith("alias/") ? name : `alias/${name}`),
  },
  properties: {
    name: text({ replaces: true, computed: true, test: aliasName }),
    namePrefix: text({
      replaces: true,
      conflictsWith: ["name"],
      test: (prefix) => (prefix.startsWith("alias/") ? undefined : `expected alias/…, got "${prefix}"`),
    }),
    targetKeyId: text({ required: true }),
  },
  create(inputs, { cloud }) {
    cloud.services.kms.createAlias(inputs.name as string, inputs.targetKeyId as string);
    return made(inputs.name as string, inputs.namePrefix, cloud);
  },
  read: (id, known, { cloud }) => (cloud.services.kms.aliases.has(id) ? made(id, known.namePrefix, cloud) : undefined),
  update(id, inputs, _, { cloud }) {
    cloud.services.kms.deleteAlias(id);
    cloud.services.kms.createAlias(id, inputs.targetKeyId as string);
    return made(id, inputs.namePrefix, cloud);
  },
  delete: (id, _, { cloud }) => cloud.services.kms.deleteAlias(id),
};
