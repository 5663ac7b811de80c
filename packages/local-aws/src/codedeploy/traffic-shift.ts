import { setTimeout as sleep } from "node:timers/promises";

import { errorMessage } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { FunctionVersions } from "../lambda/function-versions";
import { deploymentConfigs } from "./deployment-configs";
import type { Deployment, DeploymentErrorCode, DeploymentGroup, RollbackEvent } from "./types";

/** What {@link TrafficShift} works with. */
export interface TrafficShiftDeps {
  readonly iam: Iam;
  readonly lambda: { readonly versions: FunctionVersions; arn(reference: string): string };
  /** Alarms of the account that are in the state ALARM, by name, with their ARNs. */
  readonly alarm: (name: string) => { readonly arn: string; readonly isActive: boolean } | undefined;
  readonly groupArn: (group: DeploymentGroup) => string;
}

/**
 * Part of the interval of a configuration that is really waited: five minutes are ten seconds, in which the alarms,
 * whose windows are of five seconds, are evaluated often enough.
 */
const WAIT_FACTOR = 1 / 30;

/** Time between two looks at the alarms, in milliseconds. */
const LOOK_MS = 250;

/** Why a deployment ended before its traffic was shifted. */
class DeploymentProblem extends Error {
  constructor(
    readonly status: "Failed" | "Stopped",
    readonly code: DeploymentErrorCode,
    message: string,
    readonly event: RollbackEvent,
  ) {
    super(message);
  }
}

const failed = (code: DeploymentErrorCode, message: string) =>
  new DeploymentProblem("Failed", code, message, "DEPLOYMENT_FAILURE");

/**
 * Shifts the invocations of an alias from one version to another, in the increments of a deployment's configuration,
 * while the alarms of its group are quiet (CodeDeploy User Guide, "Deployments on an AWS Lambda compute platform",
 * "Monitoring deployments with CloudWatch alarms in CodeDeploy"). What it asks of Lambda and CloudWatch is authorized
 * by the group's role, with the requests that the managed policy AWSCodeDeployRoleForLambdaLimited is made for.
 */
export class TrafficShift {
  private readonly closing = new AbortController();

  constructor(private readonly deps: TrafficShiftDeps) {}

  /** Leaves what is under way for the next run. */
  close(): void {
    this.closing.abort();
  }

  /**
   * Runs a deployment to its end, and notes each step in it.
   *
   * @param changed is called after each note
   * @returns whether it is to be rolled back
   */
  async run(deployment: Deployment, group: DeploymentGroup, changed: () => void): Promise<boolean> {
    deployment.status = "InProgress";
    changed();
    try {
      await this.shift(deployment, group, changed);
      deployment.status = "Succeeded";
    } catch (problem) {
      if (this.closing.signal.aborted) return false;
      const { status, code, message, event } =
        problem instanceof DeploymentProblem ? problem : failed("INVALID_LAMBDA_CONFIGURATION", errorMessage(problem));
      deployment.status = status;
      deployment.error = { code, message };
      const asked = event === "DEPLOYMENT_STOP_ON_REQUEST" && deployment.stop?.rollsBack === true;
      deployment.completedAt = Date.now();
      changed();
      return asked || deployment.rollbackEvents.includes(event);
    }
    deployment.completedAt = Date.now();
    changed();
    return false;
  }

  private async shift(deployment: Deployment, group: DeploymentGroup, changed: () => void): Promise<void> {
    const { firstShare, intervalSec } = deploymentConfigs[deployment.deploymentConfigName] ?? {
      firstShare: 1,
      intervalSec: 0,
    };
    const { functionName, alias: aliasName, currentVersion, targetVersion } = deployment.shift;
    const { versions } = this.deps.lambda;
    const isRollback = deployment.creator === "codeDeployRollback";
    if (!isRollback) this.look(deployment, group);
    this.authorize(group, functionName, "lambda:GetAlias");
    this.authorize(group, `${functionName}:${aliasName}`, "lambda:GetProvisionedConcurrencyConfig");
    const alias = found(() => versions.alias(functionName, aliasName));
    found(() => versions.get(functionName, targetVersion));
    if (!isRollback && alias.functionVersion !== currentVersion) {
      throw failed(
        "INVALID_LAMBDA_CONFIGURATION",
        `The alias ${aliasName} of ${functionName} points to the version ${alias.functionVersion}, and not to CurrentVersion, ${currentVersion}`,
      );
    }
    if (firstShare < 1 && deployment.shiftedAt === undefined) {
      this.authorize(group, functionName, "lambda:UpdateAlias");
      versions.updateAlias(functionName, aliasName, { additionalVersionWeights: { [targetVersion]: firstShare } });
      deployment.shiftedAt = Date.now();
      changed();
    }
    const until = (deployment.shiftedAt ?? 0) + intervalSec * 1000 * WAIT_FACTOR;
    while (Date.now() < until) {
      await sleep(LOOK_MS, undefined, { ref: false, signal: this.closing.signal });
      this.look(deployment, group);
    }
    this.authorize(group, functionName, "lambda:UpdateAlias");
    versions.updateAlias(functionName, aliasName, { functionVersion: targetVersion, additionalVersionWeights: {} });
  }

  /** @throws DeploymentProblem if somebody, or an alarm, wants the deployment to stop. */
  private look(deployment: Deployment, group: DeploymentGroup): void {
    if (deployment.stop !== undefined) {
      throw new DeploymentProblem(
        "Stopped",
        "MANUAL_STOP",
        "The deployment was stopped.",
        "DEPLOYMENT_STOP_ON_REQUEST",
      );
    }
    for (const name of group.alarms) {
      const alarm = this.deps.alarm(name);
      if (alarm === undefined) continue;
      this.act(group, { action: "cloudwatch:DescribeAlarms", resource: alarm.arn });
      if (!alarm.isActive) continue;
      const message = `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${name}>`;
      throw new DeploymentProblem("Stopped", "ALARM_ACTIVE", message, "DEPLOYMENT_STOP_ON_ALARM");
    }
  }

  private authorize(group: DeploymentGroup, reference: string, action: string): void {
    this.act(group, { action, resource: this.deps.lambda.arn(reference) });
  }

  private act(group: DeploymentGroup, access: { readonly action: string; readonly resource: string }): void {
    const { iam, groupArn } = this.deps;
    const role = iam.roleByArn(group.serviceRoleArn);
    if (role === undefined || !iam.mayAssume(role, "codedeploy.amazonaws.com", groupArn(group))) {
      throw failed("IAM_ROLE_MISSING", `AWS CodeDeploy cannot assume the role ${group.serviceRoleArn}`);
    }
    const caller: Caller = iam.asRole(role, "codedeploy");
    try {
      iam.authorize(caller, access);
    } catch (refusal) {
      throw failed("IAM_ROLE_PERMISSIONS", errorMessage(refusal));
    }
  }
}

function found<T>(find: () => T): T {
  try {
    return find();
  } catch (problem) {
    throw failed("INVALID_LAMBDA_FUNCTION", errorMessage(problem));
  }
}
