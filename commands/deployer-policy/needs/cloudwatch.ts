import { anything, type NeedsByType, type Scope } from "../types";

const logGroups: Scope = {
  sid: "LogGroups",
  owners: { "aws:cloudwatch/logGroup:LogGroup": "name" },
  arns: ({ partition, region, account }, name) => [
    `arn:${partition}:logs:${region}:${account}:log-group:${name}`,
    `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`,
  ],
};

const alarms: Scope = {
  sid: "Alarms",
  owners: { "aws:cloudwatch/metricAlarm:MetricAlarm": "name" },
  arns: ({ partition, region, account }, name) => [`arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`],
};

const dashboards: Scope = {
  sid: "Dashboards",
  owners: { "aws:cloudwatch/dashboard:Dashboard": "dashboardName" },
  arns: ({ partition, account }, name) => [`arn:${partition}:cloudwatch::${account}:dashboard/${name}`],
};

export const cloudwatchNeeds: NeedsByType = {
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      scope: logGroups,
      actions: {
        create: ["logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource"],
        read: ["logs:ListTagsForResource"],
        update: [
          "logs:AssociateKmsKey",
          "logs:DeleteRetentionPolicy",
          "logs:DisassociateKmsKey",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ],
        delete: ["logs:DeleteLogGroup"],
      },
    },
    {
      scope: logGroups,
      when: ({ kmsKeyId }) => kmsKeyId !== undefined,
      actions: { create: ["logs:AssociateKmsKey"] },
    },
    { scope: anything, actions: { read: ["logs:DescribeLogGroups"] } },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      scope: alarms,
      actions: {
        create: ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"],
        read: ["cloudwatch:ListTagsForResource"],
        update: ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"],
        delete: ["cloudwatch:DeleteAlarms"],
      },
    },
    { scope: anything, actions: { read: ["cloudwatch:DescribeAlarms"] } },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    {
      scope: dashboards,
      actions: {
        create: ["cloudwatch:PutDashboard"],
        read: ["cloudwatch:GetDashboard"],
        update: ["cloudwatch:PutDashboard"],
        delete: ["cloudwatch:DeleteDashboards"],
      },
    },
  ],
  "aws:cloudwatch/queryDefinition:QueryDefinition": [
    {
      scope: anything,
      actions: {
        create: ["logs:PutQueryDefinition"],
        read: ["logs:DescribeQueryDefinitions"],
        update: ["logs:PutQueryDefinition"],
        delete: ["logs:DeleteQueryDefinition"],
      },
    },
  ],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": [
    {
      scope: anything,
      actions: {
        create: ["logs:PutResourcePolicy"],
        read: ["logs:DescribeResourcePolicies"],
        update: ["logs:PutResourcePolicy"],
        delete: ["logs:DeleteResourcePolicy"],
      },
    },
  ],
};
