import { AwsError } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ResourceType } from "../../resource-type";
import { document, text } from "../../schema";
import { UNIQUE_SUFFIX_LENGTH } from "../../validators";
import { iamName, rolePolicyName } from "./names";

const made = (role: string, name: string, policy: string, namePrefix: unknown): Made => ({
  id: `${role}:${name}`,
  outs: { name, namePrefix, policy, role },
});

/** `aws.iam.RolePolicy`. Its id is `role:name`. */
export const rolePolicy: ResourceType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 255 },
  properties: {
    name: text({ replaces: true, computed: true, test: rolePolicyName }),
    namePrefix: text({
      replaces: true,
      test: iamName(128 - UNIQUE_SUFFIX_LENGTH),
      conflictsWith: ["name"],
    }),
    policy: document({ required: true }),
    role: text({ required: true, replaces: true, test: iamName(64) }),
  },
  create(inputs, { cloud }) {
    const [role, name, policy] = [inputs.role as string, inputs.name as string, inputs.policy as string];
    const { iam } = cloud.services;
    iam.updateRole(role, { policies: { ...iam.role(role).policies, [name]: policy } });
    return made(role, name, policy, inputs.namePrefix);
  },
  async read(id, known, { cloud }) {
    const [roleName = "", name = ""] = id.split(":");
    const role = await ifExists(() => cloud.services.iam.role(roleName), "NoSuchEntity");
    const policy = role?.policies[name];
    return policy === undefined ? undefined : made(roleName, name, policy, known.namePrefix);
  },
  update(id, inputs, _, { cloud }) {
    const [roleName = "", name = ""] = id.split(":");
    const { iam } = cloud.services;
    const policy = inputs.policy as string;
    iam.updateRole(roleName, { policies: { ...iam.role(roleName).policies, [name]: policy } });
    return made(roleName, name, policy, inputs.namePrefix);
  },
  delete(id, _, { cloud }) {
    const [roleName = "", name = ""] = id.split(":");
    const { iam } = cloud.services;
    const role = iam.roles.get(roleName);
    if (role === undefined) return;
    if (!(name in role.policies))
      throw new AwsError("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404);
    iam.updateRole(roleName, {
      policies: Object.fromEntries(Object.entries(role.policies).filter(([key]) => key !== name)),
    });
  },
};
