import type { AlarmSpec, AlarmState } from "./alarm";

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly alarm: AlarmSpec;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

function trigger(alarm: AlarmSpec): Record<string, unknown> {
  const common = {
    Period: alarm.periodSec,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
  };
  const [first, ...others] = alarm.queries;
  if (first !== undefined && others.length === 0 && "metric" in first) {
    const { name, namespace, dimensions } = first.metric;
    const list = Object.entries(dimensions).map(([key, value]) => ({ name: key, value }));
    return { MetricName: name, Namespace: namespace, Statistic: first.statistic, Dimensions: list, ...common };
  }
  return {
    Metrics: alarm.queries.map((query) => ({ Id: query.id, ReturnData: query.id === alarm.watched, ...detail(query) })),
    ...common,
  };
}

function detail(query: AlarmSpec["queries"][number]): Record<string, unknown> {
  if ("expression" in query) return { Expression: query.expression };
  const { namespace, name, dimensions } = query.metric;
  const list = Object.entries(dimensions).map(([key, value]) => ({ name: key, value }));
  return {
    MetricStat: { Metric: { Namespace: namespace, MetricName: name, Dimensions: list }, Stat: query.statistic },
  };
}

/** Subject and body of CloudWatch's message about a change of an alarm's state. */
export function alarmMessage(
  change: AlarmChange,
  accountId: string,
  region: string,
): { subject: string; body: string } {
  const { alarm, from, to, reason, at } = change;
  const body = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: accountId,
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: new Date(at).toISOString().replace("Z", "+0000"),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: from,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    Trigger: trigger(alarm),
  };
  return { subject: `${to}: "${alarm.name}" in ${region}`, body: JSON.stringify(body) };
}
