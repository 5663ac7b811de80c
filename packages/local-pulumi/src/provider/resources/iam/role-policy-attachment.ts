import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { text } from "../../schema";
import type { Bag } from "../../../property-values";

const logsStatement = {
  Effect: "Allow",
  Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};

/** Documents of AWS's managed policies whose services are embedded. */
const managedPolicies: Readonly<Record<string, object>> = {
  "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole": {
    Version: "2012-10-17",
    Statement: [logsStatement],
  },
  "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess": {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSXRayDaemonWriteAccess",
        Effect: "Allow",
        Action: [
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:GetSamplingStatisticSummaries",
        ],
        Resource: ["*"],
      },
    ],
  },
};

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

function change(role: string, policies: Record<string, string>, { cloud }: ProviderContext): void {
  cloud.services.iam.updateRole(role, { policies });
}

/**
 * `aws.iam.RolePolicyAttachment` of a managed policy whose document is known here. The role keeps the document among
 * its policies, under the policy's ARN.
 */
export const rolePolicyAttachment: ResourceType = {
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  // Pulumi's package: making one again and then deleting the old one would delete both.
  deleteBeforeReplace: true,
  properties: {
    policyArn: text({
      required: true,
      replaces: true,
      test: (arn) =>
        Object.hasOwn(managedPolicies, arn)
          ? undefined
          : `expected a managed policy whose document is known (${Object.keys(managedPolicies).join(", ")}), got "${arn}"; ` +
            "grant what is needed with aws.iam.RolePolicy",
    }),
    role: text({ required: true, replaces: true }),
  },
  create(inputs, context) {
    const { role, policyArn } = partsOf("", inputs);
    const { policies } = context.cloud.services.iam.role(role);
    change(role, { ...policies, [policyArn]: JSON.stringify(managedPolicies[policyArn]) }, context);
    return made(role, policyArn);
  },
  async read(id, known, { cloud }) {
    const { role, policyArn } = partsOf(id, known);
    const found = await ifExists(() => cloud.services.iam.role(role), "NoSuchEntity");
    return found && policyArn in found.policies ? made(role, policyArn) : undefined;
  },
  async delete(id, known, context) {
    const { role, policyArn } = partsOf(id, known);
    const found = await ifExists(() => context.cloud.services.iam.role(role), "NoSuchEntity");
    if (found === undefined) return;
    const others = Object.entries(found.policies).filter(([name]) => name !== policyArn);
    change(role, Object.fromEntries(others), context);
  },
};
