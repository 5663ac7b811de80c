import { AwsError } from "../http/aws-error";
import type { Member, ServiceInputs } from "../http/input-shape";
import type { JsonOperation } from "../http/json-service";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { CodeDeploy } from "./code-deploy";
import type { Deployment, RollbackEvent } from "./types";

/** Dependencies of the operations. */
interface CodeDeployApi {
  readonly codeDeploy: CodeDeploy;
  readonly iam: Iam;
}

/** Inputs have been checked against {@link codeDeployInputs}. */
interface CodeDeployInput {
  readonly applicationName?: string;
  readonly deploymentGroupName?: string;
  readonly deploymentConfigName?: string;
  readonly deploymentId?: string;
  readonly description?: string;
  readonly revision?: {
    readonly revisionType?: string;
    readonly appSpecContent?: { readonly content?: string };
    readonly string?: { readonly content?: string };
  };
  readonly autoRollbackConfiguration?: { readonly enabled?: boolean; readonly events?: readonly RollbackEvent[] };
  readonly autoRollbackEnabled?: boolean;
}

const name: Member = { kind: "string", required: true, min: 1, max: 100 };
const deploymentId: Member = { kind: "string", required: true };

/** Inputs of the operations, after AWS's model `codedeploy`. */
export const codeDeployInputs: ServiceInputs = {
  code: "InvalidInputException",
  operations: {
    CreateDeployment: {
      applicationName: name,
      deploymentGroupName: name,
      deploymentConfigName: { kind: "string", min: 1, max: 100 },
      description: { kind: "string" },
      revision: { kind: "map", required: true },
      autoRollbackConfiguration: { kind: "map" },
      fileExistsBehavior: "unsupported",
      ignoreApplicationStopFailures: "unsupported",
      overrideAlarmConfiguration: "unsupported",
      targetInstances: "unsupported",
      updateOutdatedInstancesOnly: "unsupported",
    },
    GetDeployment: { deploymentId },
    StopDeployment: { deploymentId, autoRollbackEnabled: { kind: "boolean" } },
  },
};

/**
 * The CodeDeploy API by operation. A deployment also asks for the permission to register its revision and to read its
 * configuration (CodeDeploy User Guide, "CodeDeploy permissions reference").
 */
export const codeDeployOperations: Readonly<Record<string, JsonOperation<CodeDeployApi, CodeDeployInput>>> = {
  CreateDeployment: (api, input, caller) => {
    const { applicationName = "", deploymentGroupName = "", deploymentConfigName, description } = input;
    const { codeDeploy } = api;
    allow(api, caller, "codedeploy:CreateDeployment", codeDeploy.groupArn(applicationName, deploymentGroupName));
    allow(api, caller, "codedeploy:RegisterApplicationRevision", codeDeploy.applicationArn(applicationName));
    const config = deploymentConfigName ?? codeDeploy.group(applicationName, deploymentGroupName).deploymentConfigName;
    allow(api, caller, "codedeploy:GetDeploymentConfig", codeDeploy.configArn(config));
    const rollback = input.autoRollbackConfiguration;
    const { id } = codeDeploy.createDeployment({
      applicationName,
      groupName: deploymentGroupName,
      content: contentOf(input.revision),
      ...(description !== undefined && { description }),
      ...(deploymentConfigName !== undefined && { deploymentConfigName }),
      ...(rollback && { rollbackEvents: rollback.enabled === true ? (rollback.events ?? []) : [] }),
    });
    return { deploymentId: id };
  },
  GetDeployment: (api, { deploymentId: id = "" }, caller) => {
    const deployment = api.codeDeploy.deployment(id);
    const group = api.codeDeploy.groupArn(deployment.applicationName, deployment.groupName);
    allow(api, caller, "codedeploy:GetDeployment", group);
    return { deploymentInfo: described(deployment) };
  },
  StopDeployment: (api, { deploymentId: id = "", autoRollbackEnabled = false }, caller) => {
    // The action has no resource-level permissions (service authorization reference).
    allow(api, caller, "codedeploy:StopDeployment", "*");
    api.codeDeploy.stopDeployment(id, autoRollbackEnabled);
    return { status: "Pending", statusMessage: "The deployment is being stopped." };
  },
};

function allow({ iam }: CodeDeployApi, caller: Caller, action: string, resource: string): void {
  iam.authorize(caller, { action, resource }, "AccessDeniedException", 400);
}

/** Text of the AppSpec that a revision is. */
function contentOf(revision: CodeDeployInput["revision"]): string {
  const content =
    revision?.revisionType === "AppSpecContent"
      ? revision.appSpecContent?.content
      : revision?.revisionType === "String"
        ? revision.string?.content
        : undefined;
  if (content !== undefined) return content;
  throw new AwsError(
    "InvalidRevisionException",
    `The embedded CodeDeploy takes an AppSpec in the request (AppSpecContent, String), and not ${revision?.revisionType ?? "none"}.`,
  );
}

function described(deployment: Deployment): object {
  const { id, creator, status, error, createdAt, shiftedAt, completedAt, rolledBackBy, rollsBack } = deployment;
  const rollbackInfo = {
    ...(rolledBackBy !== undefined && { rollbackDeploymentId: rolledBackBy }),
    ...(rollsBack !== undefined && { rollbackTriggeringDeploymentId: rollsBack }),
  };
  return {
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.groupName,
    deploymentConfigName: deployment.deploymentConfigName,
    deploymentId: id,
    revision: { revisionType: "AppSpecContent", appSpecContent: { content: deployment.content } },
    status,
    ...(error && { errorInformation: error }),
    createTime: createdAt / 1000,
    ...(shiftedAt !== undefined && { startTime: shiftedAt / 1000 }),
    ...(completedAt !== undefined && { completeTime: completedAt / 1000 }),
    description: deployment.description,
    creator,
    ...(Object.keys(rollbackInfo).length > 0 && { rollbackInfo }),
    autoRollbackConfiguration: { enabled: deployment.rollbackEvents.length > 0, events: deployment.rollbackEvents },
    deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
    computePlatform: "Lambda",
  };
}
