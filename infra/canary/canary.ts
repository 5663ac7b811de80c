import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionRelease } from "../../handlers/contract";
import type { AccountContext } from "../account";
import type { Alerts } from "../alert-topic";
import { readAlarms, shiftAliases } from "../grants";
import { formerly, logicalName, physicalName, type Naming } from "../physical-names";
import type { FunctionContext, PipelineFunction } from "../pipeline-function";
import { grantsPolicy, trustPolicy } from "../policy-document";
import { releaseAlarm } from "./alarms";

export interface CanaryArgs {
  readonly context: FunctionContext;
  readonly account: AccountContext;
  /** Every function of the stack. */
  readonly functions: readonly PipelineFunction[];
  /** Topic of the alarms; absent: CodeDeploy alone looks at them. */
  readonly alerts: Alerts | undefined;
}

/** Logical name of the application, and stem of its name in AWS. */
const APPLICATION = "image-functions";

/** A tenth of the invocations at first, the others five minutes later. */
const CONFIG = "CodeDeployDefault.LambdaCanary10Percent5Minutes";

/**
 * How new versions of the functions are released: CodeDeploy shifts each alias, a tenth of the invocations first, and
 * back where an alarm goes off. `npm run release` starts it: Pulumi has no resource for a deployment.
 */
export class Canary extends pulumi.ComponentResource {
  /** What is released, and how: the stack output `releases`, as JSON. */
  readonly releases: pulumi.Output<string>;
  /** One of each function. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  constructor(
    name: string,
    { context, account, functions, alerts }: CanaryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:Canary", name, {}, opts);
    const child = { parent: this };
    const { naming, roleArgs } = context;
    const application = new aws.codedeploy.Application(
      logicalName(naming, APPLICATION),
      { ...physicalName(naming, APPLICATION), computePlatform: "Lambda" },
      { ...child, ...formerly(naming, APPLICATION) },
    );
    const watched = functions.map((fn) => ({ fn, alarm: alarmOf(fn, { naming, alerts }, child) }));
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...roleArgs,
        description: "CodeDeploy's role for releases of the functions",
        assumeRolePolicy: trustPolicy("codedeploy.amazonaws.com", account.accountId),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy([
          ...shiftAliases(functions.map(({ fn, target }) => ({ fn, alias: target.arn }))),
          readAlarms(watched.map(({ alarm }) => alarm)),
        ]),
      },
      child,
    );
    const releases = watched.map(({ fn, alarm }) => {
      const group = new aws.codedeploy.DeploymentGroup(
        `${name}-${fn.stem}`,
        {
          appName: application.name,
          deploymentGroupName: fn.stem,
          serviceRoleArn: role.arn,
          deploymentConfigName: CONFIG,
          deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
          autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
          alarmConfiguration: { enabled: true, alarms: [alarm.name] },
        },
        // CodeDeploy needs the role's permissions as soon as a release begins.
        { ...child, dependsOn: [policy] },
      );
      return {
        application: application.name,
        group: group.deploymentGroupName,
        functionName: fn.fn.name,
        alias: aliasOf(fn),
        version: fn.fn.version,
      } satisfies FunctionRelease<pulumi.Output<string>>;
    });
    this.alarms = watched.map(({ alarm }) => alarm);
    this.releases = pulumi.jsonStringify(releases);
    this.registerOutputs({ application: application.name });
  }
}

function alarmOf(
  fn: PipelineFunction,
  { naming, alerts }: Pick<CanaryArgs, "alerts"> & { readonly naming: Naming },
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const alarm = `${fn.stem}-release`;
  return new aws.cloudwatch.MetricAlarm(
    logicalName(naming, alarm),
    {
      ...physicalName(naming, alarm),
      alarmDescription: `The version of ${fn.stem} that is released fails.`,
      ...releaseAlarm({
        functionName: fn.fn.name,
        alias: aliasOf(fn),
        version: fn.fn.version,
        throwsRefusals: fn.throwsRefusals,
      }),
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      ...(alerts && { alarmActions: [alerts.topic.arn] }),
    },
    { ...opts, ...formerly(naming, alarm) },
  );
}

/** @throws Error if the function has no alias: `deployment` makes either all of this or none */
function aliasOf({ stem, target }: PipelineFunction): pulumi.Output<string> {
  if (target.qualifier === undefined) throw new Error(`expected an alias of ${stem}`);
  return target.qualifier;
}
