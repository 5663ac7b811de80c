import { anywhere, arnOf, on, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

const groupArn = (subject: CallSubject): string =>
  arnOf(subject, "logs", `log-group:${subject.id === "" ? textOf(subject.inputs, "name") : subject.id}`);

const alarmArn = (subject: CallSubject): string =>
  arnOf(subject, "cloudwatch", `alarm:${subject.id === "" ? textOf(subject.inputs, "name") : subject.id}`);

/** Dashboards are global: their ARN has no region. */
const dashboardArn = ({ accountId, inputs }: CallSubject): string =>
  `arn:aws:cloudwatch::${accountId}:dashboard/${textOf(inputs, "dashboardName")}`;

/**
 * Source: `internal/service/logs/group.go`, `query_definition.go`, `internal/service/cloudwatch/metric_alarm.go` and
 * `dashboard.go` of the Terraform provider; a group with a key needs `logs:AssociateKmsKey` as well (CloudWatch Logs
 * API, CreateLogGroup).
 */
export const cloudwatchCalls: CallsByType = {
  "aws:cloudwatch/logGroup:LogGroup": {
    create: (group) => [
      ...tagged(on(groupArn(group), "logs:CreateLogGroup", "logs:TagResource"), group.tags),
      ...when(group.inputs.kmsKeyId !== undefined, on(groupArn(group), "logs:AssociateKmsKey")),
      ...when(Number(group.inputs.retentionInDays ?? 0) > 0, on(groupArn(group), "logs:PutRetentionPolicy")),
    ],
    read: (group) => [...anywhere("logs:DescribeLogGroups"), ...on(groupArn(group), "logs:ListTagsForResource")],
    update: (group) => [
      ...when(
        group.changed("retentionInDays"),
        on(
          groupArn(group),
          Number(group.inputs.retentionInDays ?? 0) > 0 ? "logs:PutRetentionPolicy" : "logs:DeleteRetentionPolicy",
        ),
      ),
      ...when(
        group.changed("kmsKeyId"),
        on(groupArn(group), group.inputs.kmsKeyId === undefined ? "logs:DisassociateKmsKey" : "logs:AssociateKmsKey"),
      ),
      ...when(group.changed("tags"), [
        ...tagged(on(groupArn(group), "logs:TagResource"), group.tags),
        ...on(groupArn(group), "logs:UntagResource"),
      ]),
    ],
    delete: (group) => on(groupArn(group), "logs:DeleteLogGroup"),
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    create: () => anywhere("logs:PutQueryDefinition"),
    read: () => anywhere("logs:DescribeQueryDefinitions"),
    update: () => anywhere("logs:PutQueryDefinition"),
    delete: () => anywhere("logs:DeleteQueryDefinition"),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    create: (alarm) => tagged(on(alarmArn(alarm), "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"), alarm.tags),
    read: (alarm) => [
      ...anywhere("cloudwatch:DescribeAlarms"),
      ...on(alarmArn(alarm), "cloudwatch:ListTagsForResource"),
    ],
    update: (alarm) => [
      ...on(alarmArn(alarm), "cloudwatch:PutMetricAlarm"),
      ...when(alarm.changed("tags"), [
        ...tagged(on(alarmArn(alarm), "cloudwatch:TagResource"), alarm.tags),
        ...on(alarmArn(alarm), "cloudwatch:UntagResource"),
      ]),
    ],
    delete: (alarm) => on(alarmArn(alarm), "cloudwatch:DeleteAlarms"),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    create: (dashboard) => on(dashboardArn(dashboard), "cloudwatch:PutDashboard"),
    read: (dashboard) => on(dashboardArn(dashboard), "cloudwatch:GetDashboard"),
    update: (dashboard) => on(dashboardArn(dashboard), "cloudwatch:PutDashboard"),
    delete: (dashboard) => on(dashboardArn(dashboard), "cloudwatch:DeleteDashboards"),
  },
};
