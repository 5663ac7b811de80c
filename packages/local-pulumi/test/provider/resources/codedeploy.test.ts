import { ACCOUNT, describeLifecycles, type Lifecycle, type Shared } from "../../support/cloud/resource-lifecycle";
import type { Bag } from "../../support/cloud/provider";

const CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes";

const groupOf = ({ application, deployRole }: Shared, change: Bag = {}): Bag => ({
  appName: application.outs.name,
  deploymentGroupName: "life",
  serviceRoleArn: deployRole.outs.arn,
  deploymentConfigName: CANARY,
  deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
  autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] },
  alarmConfiguration: { enabled: true, alarms: ["errors"] },
  ...change,
});

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:codedeploy/application:Application",
    inputs: () => ({ name: "life", computePlatform: "Lambda" }),
    changes: [
      [() => ({ name: "life", computePlatform: "Lambda", tags: { a: "b" } }), "update"],
      [() => ({ name: "life2", computePlatform: "Lambda" }), "replace name"],
    ],
    outs: () => ({ arn: `arn:aws:codedeploy:us-east-1:${ACCOUNT}:application:life`, computePlatform: "Lambda" }),
  },
  {
    type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
    inputs: (made) => groupOf(made),
    changes: [
      [(made) => groupOf(made, { alarmConfiguration: { enabled: true, alarms: ["errors", "others"] } }), "update"],
      [(made) => groupOf(made, { deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce" }), "update"],
      [(made) => groupOf(made, { deploymentGroupName: "life2" }), "replace deploymentGroupName"],
    ],
    outs: () => ({
      arn: `arn:aws:codedeploy:us-east-1:${ACCOUNT}:deploymentgroup:shared/life`,
      alarmConfiguration: { enabled: true, alarms: ["errors"], ignorePollAlarmFailure: false },
      computePlatform: "Lambda",
    }),
  },
];

describeLifecycles("CodeDeploy", lifecycles);
