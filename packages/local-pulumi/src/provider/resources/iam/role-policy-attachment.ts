import { awsManagedPolicies } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ResourceType } from "../../resource-type";
import { text } from "../../schema";
import type { Bag } from "../../../property-values";

const made = (role: string, policyArn: string): Made => ({
  id: `${role}/${policyArn}`,
  outs: { role, policyArn },
});

/** An import's id names both. */
function partsOf(id: string, known: Bag): { role: string; policyArn: string } {
  const slash = id.indexOf("/");
  const { role = id.slice(0, slash), policyArn = id.slice(slash + 1) } = known as Record<string, string | undefined>;
  return { role, policyArn };
}

/** `aws.iam.RolePolicyAttachment` of a managed policy of AWS whose document the embedded IAM knows. */
export const rolePolicyAttachment: ResourceType = {
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  // Pulumi's package: making one again and then deleting the old one would delete both.
  deleteBeforeReplace: true,
  properties: {
    policyArn: text({
      required: true,
      replaces: true,
      test: (arn) =>
        Object.hasOwn(awsManagedPolicies, arn)
          ? undefined
          : `expected a managed policy whose document is known (${Object.keys(awsManagedPolicies).join(", ")}), got "${arn}"; ` +
            "grant what is needed with aws.iam.RolePolicy",
    }),
    role: text({ required: true, replaces: true }),
  },
  create(inputs, { cloud }) {
    const { role, policyArn } = partsOf("", inputs);
    cloud.services.iam.attachRolePolicy(role, policyArn);
    return made(role, policyArn);
  },
  async read(id, known, { cloud }) {
    const { role, policyArn } = partsOf(id, known);
    const found = await ifExists(() => cloud.services.iam.role(role), "NoSuchEntity");
    return found?.attachedPolicies.includes(policyArn) ? made(role, policyArn) : undefined;
  },
  async delete(id, known, { cloud }) {
    const { role, policyArn } = partsOf(id, known);
    await ifExists(() => cloud.services.iam.detachRolePolicy(role, policyArn), "NoSuchEntity");
  },
};
