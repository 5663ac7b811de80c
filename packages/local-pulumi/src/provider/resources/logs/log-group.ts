import { retentionDays, type LogGroupSettings } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, number, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";
import { logGroupName, logGroupNamePrefix } from "./log-group-name";

function made(settings: LogGroupSettings, known: Bag, context: ProviderContext): Made {
  const { name, arn, kmsKeyArn, logGroupClass, retentionInDays, tags } = settings;
  const outs = {
    arn,
    kmsKeyId: kmsKeyArn,
    logGroupClass,
    name,
    namePrefix: known.namePrefix,
    retentionInDays,
    skipDestroy: known.skipDestroy ?? false,
    ...tagOutputs(tags, known, context),
  };
  return { id: name, outs };
}

/** CloudWatch Logs refuses a key whose policy does not let it encrypt for this group. */
function checkKey(key: unknown, name: string, { cloud }: ProviderContext): string | undefined {
  if (typeof key !== "string") return undefined;
  const { kms, iam } = cloud.services;
  const groupArn = `arn:aws:logs:${cloud.region}:${cloud.accountId}:log-group:${name}`;
  const { arn, policy } = kms.key(key);
  const caller = {
    kind: "service",
    principal: `logs.${cloud.region}.amazonaws.com`,
    sourceArn: groupArn,
    sourceAccount: cloud.accountId,
  } as const;
  const access = {
    action: "kms:Encrypt",
    resource: arn,
    resourcePolicy: iam.policy(policy, "resource"),
    context: { "kms:encryptioncontext:aws:logs:arn": groupArn },
  };
  if (!iam.allows(caller, access)) {
    throw new Error(
      `InvalidParameterException: The specified KMS key does not exist or is not allowed to be used with ARN '${groupArn}'`,
    );
  }
  return arn;
}

/** `aws.cloudwatch.LogGroup`. */
export const logGroup: ResourceType = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 255 },
  properties: {
    kmsKeyId: text(),
    logGroupClass: oneOf(["STANDARD", "INFREQUENT_ACCESS"], { computed: true, replaces: true }),
    name: text({ replaces: true, computed: true, test: logGroupName }),
    namePrefix: text({ replaces: true, test: logGroupNamePrefix, conflictsWith: ["name"] }),
    retentionInDays: number({
      byDefault: 0,
      test: (days) =>
        retentionDays.includes(days) ? undefined : `expected one of ${retentionDays.join(", ")}, got ${days}`,
    }),
    skipDestroy: flag({ byDefault: false }),
  },
  create(inputs, context) {
    const name = inputs.name as string;
    const created = context.cloud.services.logs.createGroup({
      name,
      retentionInDays: (inputs.retentionInDays as number | undefined) ?? 0,
      kmsKeyArn: checkKey(inputs.kmsKeyId, name, context),
      logGroupClass: (inputs.logGroupClass as string | undefined) ?? "STANDARD",
      tags: allTags(inputs, context),
    });
    return made(created, inputs, context);
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.logs.group(id), "ResourceNotFoundException");
    return found && made(found, known, context);
  },
  update(id, inputs, _, context) {
    const { logs } = context.cloud.services;
    const settings = logs.group(id);
    settings.retentionInDays = (inputs.retentionInDays as number | undefined) ?? 0;
    settings.kmsKeyArn = checkKey(inputs.kmsKeyId, id, context);
    settings.tags = allTags(inputs, context);
    logs.changed();
    return made(settings, inputs, context);
  },
  delete(id, known, { cloud }) {
    if (known.skipDestroy !== true && cloud.services.logs.has(id)) cloud.services.logs.deleteGroup(id);
  },
};
