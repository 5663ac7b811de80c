import type { Role } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { document, flag, integer, json, list, object, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { all, anArn, length, UNIQUE_SUFFIX_LENGTH } from "../../validators";
import type { Bag } from "../../../property-values";
import { iamName, rolePolicyName } from "./names";

interface InlinePolicy {
  readonly name: string;
  readonly policy: string;
}

function made(role: Role, known: Bag, context: ProviderContext): Made {
  const { name, arn, path, description, maxSessionDurationSec, uniqueId, createDate, assumeRolePolicy } = role;
  const inline = (known.inlinePolicies as readonly InlinePolicy[] | undefined)?.filter(
    (policy) => policy.name in role.policies,
  );
  const outs = {
    arn,
    assumeRolePolicy,
    createDate,
    description: description === "" ? undefined : description,
    forceDetachPolicies: known.forceDetachPolicies ?? false,
    inlinePolicies: inline?.map((policy) => ({ name: policy.name, policy: role.policies[policy.name] })) ?? [],
    managedPolicyArns: [],
    maxSessionDuration: maxSessionDurationSec,
    name,
    namePrefix: known.namePrefix,
    path,
    permissionsBoundary: role.permissionsBoundary,
    uniqueId,
    ...tagOutputs(role.tags, known, context),
  };
  return { id: name, outs };
}

const inlineOf = (bag: Bag) =>
  Object.fromEntries(((bag.inlinePolicies ?? []) as readonly InlinePolicy[]).map(({ name, policy }) => [name, policy]));

/** Source: `iam/role.go` (0040ea69) of the Terraform provider. */
const roleDescription = all(length(0, 1000), (value) =>
  /[“‘]/.test(value) ? `expected straight quotes, got "${value}"` : undefined,
);

/** `aws.iam.Role`. Managed policies are attached with RolePolicyAttachment. */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 64 },
  properties: {
    assumeRolePolicy: document({ required: true }),
    description: text({ test: roleDescription }),
    forceDetachPolicies: flag({ byDefault: false }),
    inlinePolicies: list(
      object({ name: text({ required: true, test: rolePolicyName }), policy: json({ required: true }) }),
      {
        computed: true,
        asSet: true,
      },
    ),
    managedPolicyArns: list(text(), { max: 0, computed: true }),
    maxSessionDuration: integer(3600, 43_200, { byDefault: 3600 }),
    name: text({ replaces: true, computed: true, test: iamName(64) }),
    namePrefix: text({ replaces: true, test: iamName(64 - UNIQUE_SUFFIX_LENGTH), conflictsWith: ["name"] }),
    permissionsBoundary: text({ test: anArn }),
    path: text({ replaces: true, byDefault: "/", test: length(0, 512) }),
  },
  create(inputs, context) {
    const created = context.cloud.services.iam.createRole({
      name: inputs.name as string,
      path: (inputs.path as string | undefined) ?? "/",
      assumeRolePolicy: inputs.assumeRolePolicy as string,
      description: (inputs.description as string | undefined) ?? "",
      maxSessionDurationSec: (inputs.maxSessionDuration as number | undefined) ?? 3600,
      policies: inlineOf(inputs),
      permissionsBoundary: inputs.permissionsBoundary as string | undefined,
      tags: allTags(inputs, context),
    });
    return made(created, inputs, context);
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.iam.role(id), "NoSuchEntity");
    return found && made(found, known, context);
  },
  update(id, inputs, oldOutputs, context) {
    const { iam } = context.cloud.services;
    // Policies of RolePolicy resources stay; those that this resource made follow its inputs.
    const others = Object.entries(iam.role(id).policies).filter(([name]) => !(name in inlineOf(oldOutputs)));
    const updated = iam.updateRole(id, {
      assumeRolePolicy: inputs.assumeRolePolicy as string,
      description: (inputs.description as string | undefined) ?? "",
      maxSessionDurationSec: (inputs.maxSessionDuration as number | undefined) ?? 3600,
      policies: { ...Object.fromEntries(others), ...inlineOf(inputs) },
      permissionsBoundary: inputs.permissionsBoundary as string | undefined,
      tags: allTags(inputs, context),
    });
    return made(updated, inputs, context);
  },
  async delete(id, known, context) {
    const { iam } = context.cloud.services;
    const found = await ifExists(() => iam.role(id), "NoSuchEntity");
    if (found === undefined) return;
    const inline = Object.keys(found.policies).filter((name) => !(name in inlineOf(known)));
    const left = [...inline, ...found.attachedPolicies];
    if (left.length > 0 && known.forceDetachPolicies !== true) {
      throw new Error(`DeleteConflict: Cannot delete entity, must delete policies first: ${left.join(", ")}`);
    }
    iam.deleteRole(id);
  },
};
