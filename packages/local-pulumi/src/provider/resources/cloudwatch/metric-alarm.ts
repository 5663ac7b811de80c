import {
  type AlarmSpec,
  arn,
  isComparison,
  isStatistic,
  type MetricQuery,
  parseExpression,
} from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { flag, integer, list, map, number, object, oneOf, text, type Failure } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { all, anArn, length, matching } from "../../validators";
import type { Bag } from "../../../property-values";

interface QueryInput {
  readonly id: string;
  readonly expression?: string;
  readonly returnData?: boolean;
  readonly metric?: {
    readonly metricName: string;
    readonly namespace: string;
    readonly period: number;
    readonly stat: string;
    readonly dimensions?: Readonly<Record<string, string>>;
  };
}

const statistic = (options: { required?: boolean } = {}) =>
  text({
    ...options,
    test: (name) =>
      isStatistic(name) ? undefined : `expected Average, Sum, Minimum, Maximum, SampleCount or pNN, got "${name}"`,
  });

const period = (options: { required?: boolean } = {}) =>
  number({
    ...options,
    test: (sec) =>
      [10, 20, 30].includes(sec) || (Number.isInteger(sec) && sec > 0 && sec % 60 === 0)
        ? undefined
        : `expected 10, 20, 30 or a multiple of 60, got ${sec}`,
  });

const expression = text({
  test: (source) => {
    try {
      parseExpression(source);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
});

function queriesOf(inputs: Bag): { queries: MetricQuery[]; watched: string; periodSec: number } {
  const given = inputs.metricQueries as readonly QueryInput[] | undefined;
  if (given === undefined) {
    const { metricName = "", namespace = "", statistic: stat, extendedStatistic } = inputs as Record<string, string>;
    const dimensions = { ...(inputs.dimensions as Record<string, string> | undefined) };
    const metric = { namespace, name: metricName, dimensions };
    const queries = [{ id: "m1", metric, statistic: extendedStatistic ?? stat ?? "" }];
    return { queries, watched: "m1", periodSec: inputs.period as number };
  }
  const queries = given.map(({ id, expression: source, metric }): MetricQuery => {
    if (metric === undefined) return { id, expression: source ?? "" };
    const { namespace, metricName: name, dimensions = {}, stat } = metric;
    return { id, metric: { namespace, name, dimensions }, statistic: stat };
  });
  const watched = given.find((query) => query.returnData === true)?.id ?? given[0]?.id ?? "";
  return { queries, watched, periodSec: given.find(({ metric }) => metric !== undefined)?.metric?.period ?? 60 };
}

const givenArns = (value: unknown) => [...((value as readonly string[] | undefined) ?? [])];

function specOf(inputs: Bag, { cloud }: ProviderContext): AlarmSpec {
  const name = inputs.name as string;
  const evaluationPeriods = inputs.evaluationPeriods as number;
  return {
    name,
    arn: arn(cloud, "cloudwatch", `alarm:${name}`),
    description: (inputs.alarmDescription as string | undefined) ?? "",
    ...queriesOf(inputs),
    comparison: inputs.comparisonOperator as AlarmSpec["comparison"],
    threshold: inputs.threshold as number,
    evaluationPeriods,
    datapointsToAlarm: (inputs.datapointsToAlarm as number | undefined) ?? evaluationPeriods,
    treatMissingData: (inputs.treatMissingData as AlarmSpec["treatMissingData"] | undefined) ?? "missing",
    actionsEnabled: inputs.actionsEnabled !== false,
    alarmActions: givenArns(inputs.alarmActions),
    okActions: givenArns(inputs.okActions),
    insufficientDataActions: givenArns(inputs.insufficientDataActions),
  };
}

function put(inputs: Bag, context: ProviderContext): Made {
  const { cloudwatch } = context.cloud.services;
  const spec = specOf(inputs, context);
  cloudwatch.alarms.put(spec);
  cloudwatch.changed();
  return made(spec, inputs, context);
}

function made(spec: AlarmSpec, known: Bag, context: ProviderContext): Made {
  const outs = {
    ...known,
    name: spec.name,
    arn: spec.arn,
    actionsEnabled: spec.actionsEnabled,
    treatMissingData: spec.treatMissingData,
    ...tagOutputs(allTags(known, context), known, context),
  };
  return { id: spec.name, outs };
}

/** Problems of inputs in combination, as AWS reports them. */
function* check(inputs: Bag): Generator<Failure> {
  const single = inputs.metricName !== undefined;
  if (single === (inputs.metricQueries !== undefined)) {
    yield { property: "metricName", reason: "expected either metricName or metricQueries" };
  }
  if (single && (inputs.statistic === undefined) === (inputs.extendedStatistic === undefined)) {
    yield { property: "statistic", reason: "expected either statistic or extendedStatistic" };
  }
  if (single && inputs.period === undefined) yield { property: "period", reason: "Missing required property 'period'" };
  const { datapointsToAlarm, evaluationPeriods } = inputs;
  if (typeof datapointsToAlarm === "number" && typeof evaluationPeriods === "number") {
    if (datapointsToAlarm > evaluationPeriods) {
      yield { property: "datapointsToAlarm", reason: `expected at most ${evaluationPeriods}, the evaluation periods` };
    }
  }
  const queries = inputs.metricQueries;
  if (Array.isArray(queries) && queries.length > 1) {
    const returned = (queries as QueryInput[]).filter((query) => query.returnData === true).length;
    if (returned !== 1) yield { property: "metricQueries", reason: `expected one with returnData, got ${returned}` };
  }
}

const namespaceTest = all(length(1, 255), matching(/[^:].*/, "a namespace that does not begin with a colon"));

/** Conflicts of an alarm on a single metric with one on metric math, as the schema states them. */
const conflictsWith = ["metricQueries"];

const metric = object({
  dimensions: map(text()),
  metricName: text({ required: true, test: length(1, 255) }),
  namespace: text({ required: true, test: namespaceTest }),
  period: period({ required: true }),
  stat: statistic({ required: true }),
  unit: text(),
});

/** `aws.cloudwatch.MetricAlarm` with a static threshold, on one metric or on metric math. */
export const metricAlarm: ResourceType = {
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  tagged: true,
  autoName: { property: "name", maxLength: 255 },
  properties: {
    actionsEnabled: flag({ byDefault: true }),
    alarmActions: list(text({ test: anArn }), { asSet: true, max: 5 }),
    alarmDescription: text({ test: length(0, 1024) }),
    comparisonOperator: text({
      required: true,
      test: (name) => (isComparison(name) ? undefined : `expected a comparison with a static threshold, got "${name}"`),
    }),
    datapointsToAlarm: integer(1, 100),
    dimensions: map(text(), { conflictsWith }),
    evaluationPeriods: integer(1, 100, { required: true }),
    extendedStatistic: { ...statistic(), conflictsWith },
    insufficientDataActions: list(text({ test: anArn }), { asSet: true, max: 5 }),
    metricName: text({ test: length(1, 255) }),
    metricQueries: list(
      object({
        expression,
        id: text({
          required: true,
          test: (id) =>
            /^[a-z]\w*$/.test(id) ? undefined : `expected a name that begins with a small letter, got "${id}"`,
        }),
        label: text(),
        metric,
        returnData: flag({ byDefault: false }),
      }),
      { asSet: true },
    ),
    name: text({ replaces: true, computed: true, test: length(1, 255) }),
    namespace: text({ test: namespaceTest, conflictsWith }),
    okActions: list(text({ test: anArn }), { asSet: true, max: 5 }),
    period: { ...period(), conflictsWith },
    statistic: oneOf(["Average", "Sum", "Minimum", "Maximum", "SampleCount"], { conflictsWith }),
    threshold: number({ required: true }),
    treatMissingData: oneOf(["missing", "ignore", "breaching", "notBreaching"], { byDefault: "missing" }),
    unit: text(),
  },
  check,
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  read(id, known, context) {
    const spec = context.cloud.services.cloudwatch.alarms.get(id);
    return spec && made(spec, known, context);
  },
  delete(id, _, { cloud }) {
    cloud.services.cloudwatch.alarms.delete(id);
    cloud.services.cloudwatch.changed();
  },
};
