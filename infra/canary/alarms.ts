import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A function whose new version an alarm watches. */
export interface WatchedVersion {
  readonly functionName: pulumi.Output<string>;
  /** Alias that is invoked. */
  readonly alias: pulumi.Output<string>;
  /** Number of the version that is released. */
  readonly version: pulumi.Output<string>;
  /** Whether it throws refusals for its caller to catch, so that its errors alone are no failures. */
  readonly throwsRefusals: boolean;
}

/** Seconds of the window that an alarm evaluates: five windows pass while a tenth of the invocations is shifted. */
const PERIOD_SEC = 60;

/**
 * What an alarm of a release looks at: invocations of the alias that ran the new version ("Implement Lambda canary
 * deployments using a weighted alias" in the Lambda Developer Guide, `ExecutedVersion`). Any error counts; of a
 * function that throws refusals, three and more in a minute, if most of its invocations fail.
 */
export function releaseAlarm(watched: WatchedVersion): Partial<aws.cloudwatch.MetricAlarmArgs> {
  const { functionName, alias, version, throwsRefusals } = watched;
  const dimensions = {
    FunctionName: functionName,
    Resource: pulumi.interpolate`${functionName}:${alias}`,
    ExecutedVersion: version,
  };
  const metric = (metricName: string) => ({
    ...{ namespace: "AWS/Lambda", metricName, dimensions, stat: "Sum", period: PERIOD_SEC },
  });
  if (!throwsRefusals) {
    const { stat: statistic, ...errors } = metric("Errors");
    return { ...errors, statistic, threshold: 0 };
  }
  return {
    metricQueries: [
      { id: "errors", metric: metric("Errors"), returnData: false },
      { id: "invocations", metric: metric("Invocations"), returnData: false },
      // 1.5 of three invocations that all fail, 1 of two.
      { id: "failing", expression: "errors - invocations / 2", label: "errors beyond half", returnData: true },
    ],
    threshold: 1,
  };
}
