import { defineRule } from "../core/define-rule";
import { matchesAnyCase } from "../core/wildcard";
import { isAdministrator, isUnscopedResource } from "../iam/actions";
import { escalatingActions } from "../iam/escalation";
import { decryptActions } from "../iam/decrypt";
import { typesHolding } from "../iam/places";
import { statementsOf } from "../iam/statements-of";

interface Settings {
  readonly unscopableActions: readonly string[];
}

/** Demanded by rules of their own, which would say the same of a statement once more. */
const spokenOfElsewhere = [...escalatingActions, ...decryptActions];

/** What may be done is bound to what it may be done to. */
export const iamResourceScoped = defineRule<Settings>({
  name: "iam-resource-scoped",
  description: "IAM policies name the resources that their actions apply to.",
  level: "mandatory",
  severity: "high",
  controls: { cdkNag: ["AwsSolutions-IAM5"], checkov: ["CKV_AWS_355", "CKV_AWS_288", "CKV_AWS_290"] },
  remediationSteps:
    "Replace the wildcard by the ARNs that are meant; only actions without resource-level permissions may stand on *.",
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
      description: "Actions that have no resource-level permissions.",
    },
  },
  resource: {
    types: typesHolding("identity"),
    check: (resource, inquiry) => {
      const exempt = [...inquiry.settings.unscopableActions, ...spokenOfElsewhere];
      for (const statement of statementsOf(resource, inquiry, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const open = statement.resources.filter(isUnscopedResource);
        const scopable = statement.actions.filter((action) => !exempt.some((one) => matchesAnyCase(one, action)));
        if (open.length > 0 && scopable.length > 0) {
          inquiry.violation(resource, `allows ${scopable.join(", ")} on ${open.join(", ")} in ${statement.label}`);
        }
      }
    },
  },
});
