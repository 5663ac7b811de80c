import { defineRule } from "../../core/define-rule";
import { matchesAnyCase } from "../../core/wildcard";
import { isAdministrator, isUnscopedResource } from "../../iam/actions";
import { decryptActions, escalatingActions } from "../../iam/sensitive-actions";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

interface Settings {
  readonly unscopableActions: readonly string[];
}

/** Rules of their own report these, so that one mistake is one finding. */
const coveredByOtherRules = [...escalatingActions, ...decryptActions];

export const iamResourceScoped = defineRule<Settings>({
  name: "iam-resource-scoped",
  description: "IAM policies scope their actions to specific resources.",
  why: "A permission on all resources includes those that other programs, and other people, add later.",
  level: "mandatory",
  severity: "high",
  controls: { cdkNag: ["AwsSolutions-IAM5"], checkov: ["CKV_AWS_355", "CKV_AWS_288", "CKV_AWS_290"] },
  remediationSteps:
    "Replace the wildcard with specific ARNs; only actions without resource-level permissions may use *.",
  settings: {
    unscopableActions: {
      type: "array",
      items: { type: "string" },
      default: [
        "apigateway:GET",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics",
        "cloudwatch:PutMetricData",
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:Describe*",
        "ec2:UnassignPrivateIpAddresses",
        "kms:ListAliases",
        "kms:ListKeys",
        "lambda:ListFunctions",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "s3:GetAccountPublicAccessBlock",
        "s3:ListAllMyBuckets",
        "sqs:ListQueues",
        "sts:GetCallerIdentity",
        "tag:GetResources",
        "rekognition:DetectLabels",
        "rekognition:DetectModerationLabels",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ],
      description: "Actions without resource-level permissions.",
    },
  },
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      const exempt = [...context.settings.unscopableActions, ...coveredByOtherRules];
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const open = statement.resources.filter(isUnscopedResource);
        const scopable = statement.actions.filter((action) => !exempt.some((one) => matchesAnyCase(one, action)));
        if (open.length > 0 && scopable.length > 0) {
          context.violation(resource, `allows ${scopable.join(", ")} on ${open.join(", ")} in ${statement.label}`);
        }
      }
    },
  },
});
