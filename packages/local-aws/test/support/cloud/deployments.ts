import type { Cloud } from "../../../src/cloud";
import type { DeploymentGroupSpec } from "../../../src/codedeploy/types";
import { deploy, zipOf } from "./functions";
import { makeRole, trust } from "./use-cloud";

/** A tenth of the invocations first. */
export const CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes";

/** What a deployment may need, and more. */
export const ALL = { Effect: "Allow", Action: ["lambda:*", "cloudwatch:*"], Resource: "*" };

/** The AppSpec that shifts the alias of a function from its first version to its second. */
export const appSpec = (fn: string, from = "1", to = "2") => ({
  version: "0.0",
  Resources: [
    {
      fn: {
        Type: "AWS::Lambda::Function",
        Properties: { Name: fn, Alias: "live", CurrentVersion: from, TargetVersion: to },
      },
    },
  ],
});

/** A function with two versions, an alias of the first one, and a group that shifts it. */
export async function prepare(cloud: Cloud, name: string, group: Partial<DeploymentGroupSpec> = {}, grants = [ALL]) {
  const { lambda, codeDeploy } = cloud.services;
  await deploy(cloud, name, { code: `exports.handler = async () => 1;` });
  lambda.versions.publish(name);
  lambda.updateFunction(name, {
    zip: await zipOf({ "index.js": `exports.handler = async () => { throw new Error("bad"); };` }),
  });
  lambda.versions.publish(name);
  lambda.versions.createAlias(name, { name: "live", functionVersion: "1" });
  codeDeploy.createApplication(name);
  const serviceRoleArn = makeRole(cloud, `${name}-deploys`, grants, trust("codedeploy.amazonaws.com"));
  const rollbackEvents = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] as const;
  codeDeploy.createGroup({
    applicationName: name,
    name: "g",
    serviceRoleArn,
    deploymentConfigName: CANARY,
    rollbackEvents,
    ...group,
  });
}

/** An alarm of errors of the second version. */
export function putAlarm(cloud: Cloud, fn: string): string {
  const name = `${fn}-errors`;
  const dimensions = { FunctionName: fn, Resource: `${fn}:live`, ExecutedVersion: "2" };
  cloud.services.cloudwatch.alarms.put({
    ...{ name, arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`, description: "" },
    queries: [{ id: "m", metric: { namespace: "AWS/Lambda", name: "Errors", dimensions }, statistic: "Sum" }],
    ...{ watched: "m", comparison: "GreaterThanThreshold", threshold: 0, periodSec: 60, evaluationPeriods: 1 },
    ...{ datapointsToAlarm: 1, treatMissingData: "notBreaching", actionsEnabled: false },
    ...{ alarmActions: [], okActions: [], insufficientDataActions: [] },
  });
  return name;
}
