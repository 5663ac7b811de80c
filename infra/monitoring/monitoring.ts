import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Alerts } from "../alert-topic";
import { alarmPlans, type AlarmQuery } from "./alarm-plans";
import type { MonitoringConfig } from "./config";
import { formerly, logicalName, physicalName, type Naming } from "../physical-names";
import { dashboardBody } from "./dashboard-body";
import { savedQueries } from "./saved-queries";
import type { Watched } from "./watched";

export interface MonitoringArgs {
  readonly naming: Naming;
  readonly settings: MonitoringConfig;
  /** Topic of the alarms. */
  readonly topic: Alerts["topic"];
  readonly region: pulumi.Output<string>;
  readonly watched: Watched;
}

/** Seconds of the window that an alarm evaluates. */
const PERIOD_SEC = 300;

/** Alarms, a dashboard and saved log queries. */
export class Monitoring extends pulumi.ComponentResource {
  constructor(
    name: string,
    { naming, settings, topic, region, watched }: MonitoringArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:Monitoring", name, {}, opts);
    const child = { parent: this };
    for (const { name: alarm, description, queries, threshold } of alarmPlans(watched, settings.refusedPercent)) {
      new aws.cloudwatch.MetricAlarm(
        logicalName(naming, `image-pipeline-${alarm}`),
        {
          ...physicalName(naming, `image-pipeline-${alarm}`),
          alarmDescription: description,
          metricQueries: queries.map((query, index) => metricQuery(query, index === queries.length - 1)),
          comparisonOperator: "GreaterThanThreshold",
          threshold,
          evaluationPeriods: 1,
          datapointsToAlarm: 1,
          treatMissingData: "notBreaching",
          actionsEnabled: true,
          alarmActions: [topic.arn],
          okActions: [topic.arn],
        },
        { ...child, ...formerly(naming, `image-pipeline-${alarm}`, `${name}-${alarm}`) },
      );
    }
    new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      { dashboardName: watched.label, dashboardBody: dashboardBody(watched, region) },
      child,
    );
    const logGroupNames = [...watched.functions, ...(watched.notify?.functions ?? [])].map(
      ({ logGroupName }) => logGroupName,
    );
    for (const { name: query, query: queryString } of savedQueries) {
      new aws.cloudwatch.QueryDefinition(
        logicalName(naming, `image-pipeline/${query}`),
        { ...physicalName(naming, `image-pipeline/${query}`), logGroupNames, queryString },
        { ...child, ...formerly(naming, `image-pipeline/${query}`, `${name}-query-${query}`) },
      );
    }
    this.registerOutputs();
  }
}

/** A query in the provider's notation. CloudWatch compares the one that returns data with the threshold. */
function metricQuery(query: AlarmQuery, returnData: boolean): aws.types.input.cloudwatch.MetricAlarmMetricQuery {
  if ("expression" in query) return { ...query, returnData };
  const { id, namespace, metricName, dimensions, stat } = query;
  return { id, metric: { namespace, metricName, dimensions: { ...dimensions }, stat, period: PERIOD_SEC }, returnData };
}
