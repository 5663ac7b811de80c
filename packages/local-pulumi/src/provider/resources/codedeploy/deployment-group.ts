import {
  deploymentConfigs,
  type DeploymentGroup,
  type DeploymentGroupSpec,
  type RollbackEvent,
} from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, list, object, oneOf, only, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn, length } from "../../validators";
import type { Bag } from "../../../property-values";

interface RollbackInput {
  readonly enabled?: boolean;
  readonly events?: readonly RollbackEvent[];
}

interface AlarmInput {
  readonly enabled?: boolean;
  readonly alarms?: readonly string[];
}

function toSpec(inputs: Bag, context: ProviderContext): DeploymentGroupSpec {
  const rollback = (inputs.autoRollbackConfiguration ?? {}) as RollbackInput;
  const alarms = (inputs.alarmConfiguration ?? {}) as AlarmInput;
  return {
    applicationName: inputs.appName as string,
    name: inputs.deploymentGroupName as string,
    serviceRoleArn: inputs.serviceRoleArn as string,
    deploymentConfigName: inputs.deploymentConfigName as string,
    rollbackEvents: rollback.enabled === true ? (rollback.events ?? []) : [],
    alarms: alarms.enabled === true ? (alarms.alarms ?? []) : [],
    tags: allTags(inputs, context),
  };
}

function made(group: DeploymentGroup, known: Bag, context: ProviderContext): Made {
  const { id, applicationName, name, alarms, rollbackEvents } = group;
  const outs = {
    alarmConfiguration: alarms.length === 0 ? undefined : { alarms, enabled: true, ignorePollAlarmFailure: false },
    appName: applicationName,
    arn: context.cloud.services.codeDeploy.groupArn(applicationName, name),
    autoRollbackConfiguration: rollbackEvents.length === 0 ? undefined : { enabled: true, events: rollbackEvents },
    computePlatform: "Lambda",
    deploymentConfigName: group.deploymentConfigName,
    deploymentGroupId: id,
    deploymentGroupName: name,
    deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
    outdatedInstancesStrategy: known.outdatedInstancesStrategy ?? "UPDATE",
    serviceRoleArn: group.serviceRoleArn,
    ...tagOutputs(group.tags, known, context),
  };
  return { id, outs };
}

/**
 * `aws.codedeploy.DeploymentGroup` of a function. Its id is AWS's; an import takes `APPLICATION:GROUP`. Another name
 * makes a new one here; in AWS it is renamed.
 */
export const deploymentGroup: ResourceType = {
  token: "aws:codedeploy/deploymentGroup:DeploymentGroup",
  tagged: true,
  deleteBeforeReplace: true,
  properties: {
    alarmConfiguration: object({
      alarms: list(text(), { asSet: true, max: 10 }),
      enabled: flag(),
      ignorePollAlarmFailure: only(false, "the embedded CodeDeploy always knows its alarms"),
    }),
    appName: text({ required: true, replaces: true, test: length(0, 100) }),
    autoRollbackConfiguration: object({
      enabled: flag(),
      events: list(oneOf(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]), {
        asSet: true,
      }),
    }),
    deploymentConfigName: oneOf(Object.keys(deploymentConfigs), { byDefault: "CodeDeployDefault.OneAtATime" }),
    deploymentGroupName: text({ required: true, replaces: true, test: length(0, 100) }),
    deploymentStyle: object(
      {
        deploymentOption: oneOf(["WITH_TRAFFIC_CONTROL"], { required: true }),
        deploymentType: oneOf(["BLUE_GREEN"], { required: true }),
      },
      { required: true },
    ),
    outdatedInstancesStrategy: oneOf(["UPDATE", "IGNORE"], { byDefault: "UPDATE" }),
    serviceRoleArn: text({ required: true, test: anArn }),
  },
  create: (inputs, context) =>
    made(context.cloud.services.codeDeploy.createGroup(toSpec(inputs, context)), inputs, context),
  async read(id, known, context) {
    const [app, group] = id.includes(":")
      ? id.split(":")
      : [known.appName as string, known.deploymentGroupName as string];
    const { codeDeploy } = context.cloud.services;
    const found = await ifExists(
      () => codeDeploy.group(app ?? "", group ?? ""),
      "DeploymentGroupDoesNotExistException",
      "ApplicationDoesNotExistException",
    );
    return found && made(found, known, context);
  },
  update: (_, inputs, __, context) =>
    made(context.cloud.services.codeDeploy.updateGroup(toSpec(inputs, context)), inputs, context),
  delete: (_, known, { cloud }) =>
    cloud.services.codeDeploy.deleteGroup(known.appName as string, known.deploymentGroupName as string),
};
