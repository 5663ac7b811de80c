import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { METRICS_NAMESPACE, METRICS_SERVICE } from "../environment";
import { alarmPlans, type AlarmPlan, type AlarmQuery } from "./alarm-plans";
import type { MonitoringConfig } from "./config";
import { dashboardBody } from "./dashboard-body";
import { savedQueries } from "./saved-queries";
import type { Watched } from "./watched";

export interface MonitoringArgs {
  readonly settings: MonitoringConfig;
  /** Where people are told. */
  readonly topic: aws.sns.Topic;
  readonly region: pulumi.Output<string>;
  readonly functions: readonly aws.lambda.Function[];
  /** The one of them that throws refusals; absent: none does. */
  readonly refusing?: aws.lambda.Function;
  readonly deadLetters: aws.sqs.Queue;
  /** Absent: there is no API. */
  readonly stage?: aws.apigateway.Stage;
  readonly api?: aws.apigateway.RestApi;
  /** Absent: there is no workflow. */
  readonly machine?: aws.sfn.StateMachine;
}

/** Seconds of a window that an alarm looks at. */
const PERIOD_SEC = 300;

/** Alarms that tell people, a dashboard to look at next, and queries to look into the logs with. */
export class Monitoring extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:Monitoring", name, {}, opts);
    const child = { parent: this };
    const { settings, topic, functions } = args;
    // The names in it may be unknown at preview; which alarms there are never is.
    const watched = watchedOf(args);
    const planned = alarmPlans(shapeOf(args), settings.refusedPercent);
    planned.forEach(({ name: alarm, description, threshold }, index) => {
      const queries = watched.apply((known) => metricQueries(alarmPlans(known, settings.refusedPercent)[index]));
      new aws.cloudwatch.MetricAlarm(
        `${name}-${alarm}`,
        {
          name: `image-pipeline-${alarm}`,
          alarmDescription: description,
          metricQueries: queries,
          comparisonOperator: "GreaterThanThreshold",
          threshold,
          evaluationPeriods: 1,
          datapointsToAlarm: 1,
          treatMissingData: "notBreaching",
          actionsEnabled: true,
          alarmActions: [topic.arn],
          okActions: [topic.arn],
        },
        child,
      );
    });
    new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName: "image-pipeline",
        dashboardBody: pulumi.all([watched, args.region]).apply(([known, region]) => dashboardBody(known, region)),
      },
      child,
    );
    const logGroupNames = functions.map((fn) => fn.loggingConfig.apply(({ logGroup }) => logGroup ?? ""));
    for (const { name: query, query: queryString } of savedQueries) {
      new aws.cloudwatch.QueryDefinition(
        `${name}-query-${query}`,
        { name: `image-pipeline/${query}`, logGroupNames, queryString },
        child,
      );
    }
    this.registerOutputs();
  }
}

/** What is watched, names and all. */
function watchedOf(args: MonitoringArgs): pulumi.Output<Watched> {
  const functions = pulumi.all(
    args.functions.map((fn) =>
      pulumi.all([fn.name, fn.timeout]).apply(([name, timeoutSec]) => ({
        name,
        timeoutSec: timeoutSec ?? 3,
        throwsRefusals: fn === args.refusing,
      })),
    ),
  );
  const api = pulumi.all([args.api?.name, args.stage?.stageName]);
  return pulumi
    .all([functions, args.deadLetters.name, api, args.machine?.arn])
    .apply(([known, deadLetters, [apiName, stage], stateMachine]) => ({
      functions: known,
      deadLetters,
      ...(apiName !== undefined && stage !== undefined ? { api: { name: apiName, stage } } : {}),
      ...(stateMachine === undefined ? {} : { stateMachine }),
      namespace: METRICS_NAMESPACE,
      service: METRICS_SERVICE,
    }));
}

/** What is watched, without the names: enough to say which alarms there are. */
function shapeOf({ functions, api, machine }: MonitoringArgs): Watched {
  return {
    functions: functions.map(() => ({ name: "", timeoutSec: 1, throwsRefusals: false })),
    deadLetters: "",
    ...(api ? { api: { name: "", stage: "" } } : {}),
    ...(machine ? { stateMachine: "" } : {}),
    namespace: METRICS_NAMESPACE,
    service: METRICS_SERVICE,
  };
}

/** An alarm's queries as the provider takes them; the last one is what is compared. */
function metricQueries(plan: AlarmPlan | undefined): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  const queries = plan?.queries ?? [];
  return queries.map((query: AlarmQuery, index) => {
    const returnData = index === queries.length - 1;
    if ("expression" in query) return { ...query, returnData };
    const { id, namespace, metricName, dimensions, stat } = query;
    return {
      id,
      metric: { namespace, metricName, dimensions: { ...dimensions }, stat, period: PERIOD_SEC },
      returnData,
    };
  });
}
