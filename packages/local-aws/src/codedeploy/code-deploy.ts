import { randomInt, randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";
import { readAppSpec } from "./app-spec";
import { deploymentConfigs } from "./deployment-configs";
import { TrafficShift, type TrafficShiftDeps } from "./traffic-shift";
import type { Application, Deployment, DeploymentGroup, DeploymentGroupSpec, RollbackEvent } from "./types";

interface CodeDeployState {
  readonly applications: readonly Application[];
  readonly groups: readonly DeploymentGroup[];
  readonly deployments: readonly Deployment[];
}

/** What a deployment is made of. */
export interface DeploymentSpec {
  readonly applicationName: string;
  readonly groupName: string;
  /** Text of the AppSpec. */
  readonly content: string;
  readonly description?: string;
  /** Default: the group's. */
  readonly deploymentConfigName?: string;
  /** Default: the group's. */
  readonly rollbackEvents?: readonly RollbackEvent[];
}

/** What {@link CodeDeploy} works with. */
type CodeDeployDeps = Omit<TrafficShiftDeps, "groupArn"> & { readonly cloud: ServiceContext };

const error = (code: string, message: string) => new AwsError(code, message);

/** Applications, deployment groups and deployments of functions (CodeDeploy on the AWS Lambda compute platform). */
export class CodeDeploy {
  private readonly applications = new Map<string, Application>();
  private readonly groups = new Map<string, DeploymentGroup>();
  private readonly deployments = new Map<string, Deployment>();
  private readonly shift: TrafficShift;
  private readonly state: StateDocument;

  constructor(private readonly deps: CodeDeployDeps) {
    const saved = deps.cloud.state.read<CodeDeployState>("codedeploy");
    for (const application of saved?.applications ?? []) this.applications.set(application.name, application);
    for (const group of saved?.groups ?? []) this.groups.set(keyOf(group.applicationName, group.name), group);
    for (const deployment of saved?.deployments ?? []) this.deployments.set(deployment.id, deployment);
    this.state = deps.cloud.state.document("codedeploy", () => ({
      applications: [...this.applications.values()],
      groups: [...this.groups.values()],
      deployments: [...this.deployments.values()],
    }));
    this.shift = new TrafficShift({
      ...deps,
      groupArn: ({ applicationName, name }) => this.groupArn(applicationName, name),
    });
  }

  /** Continues with what the last run has left. Call when the endpoint listens. */
  resume(): void {
    for (const deployment of this.deployments.values()) if (!isFinal(deployment)) this.run(deployment);
  }

  close(): void {
    this.shift.close();
  }

  applicationArn(name: string): string {
    return arn(this.deps.cloud, "codedeploy", `application:${name}`);
  }

  groupArn(applicationName: string, name: string): string {
    return arn(this.deps.cloud, "codedeploy", `deploymentgroup:${applicationName}/${name}`);
  }

  configArn(name: string): string {
    return arn(this.deps.cloud, "codedeploy", `deploymentconfig:${name}`);
  }

  /** @throws AwsError `ApplicationAlreadyExistsException`. */
  createApplication(name: string, tags: Readonly<Record<string, string>> = {}): Application {
    if (this.applications.has(name)) {
      throw error("ApplicationAlreadyExistsException", `Application already exists: ${name}`);
    }
    return this.putApplication({ name, id: randomUUID(), tags });
  }

  tagApplication(name: string, tags: Readonly<Record<string, string>>): Application {
    return this.putApplication({ ...this.application(name), tags });
  }

  /** @throws AwsError `ApplicationDoesNotExistException`. */
  application(name: string): Application {
    const application = this.applications.get(name);
    if (application === undefined) {
      throw error("ApplicationDoesNotExistException", `No application found for name: ${name}`);
    }
    return application;
  }

  /** Deletes an application with its groups. */
  deleteApplication(name: string): void {
    this.applications.delete(name);
    for (const group of this.groups.values()) if (group.applicationName === name) this.deleteGroup(name, group.name);
    this.state.changed();
  }

  /** @throws AwsError `DeploymentGroupAlreadyExistsException`, and as {@link updateGroup}. */
  createGroup(spec: DeploymentGroupSpec): DeploymentGroup {
    this.application(spec.applicationName);
    if (this.groups.has(keyOf(spec.applicationName, spec.name))) {
      throw error("DeploymentGroupAlreadyExistsException", `Deployment group already exists: ${spec.name}`);
    }
    return this.putGroup(spec, randomUUID());
  }

  /**
   * Replaces the settings of a group.
   *
   * @throws AwsError `DeploymentConfigDoesNotExistException`, `InvalidRoleException`, `AlarmsLimitExceededException`.
   */
  updateGroup(spec: DeploymentGroupSpec): DeploymentGroup {
    return this.putGroup(spec, this.group(spec.applicationName, spec.name).id);
  }

  /** @throws AwsError `ApplicationDoesNotExistException`, `DeploymentGroupDoesNotExistException`. */
  group(applicationName: string, name: string): DeploymentGroup {
    this.application(applicationName);
    const group = this.groups.get(keyOf(applicationName, name));
    if (group === undefined) {
      throw error("DeploymentGroupDoesNotExistException", `No Deployment Group found for name: ${name}`);
    }
    return group;
  }

  deleteGroup(applicationName: string, name: string): void {
    this.groups.delete(keyOf(applicationName, name));
    this.state.changed();
  }

  /** @throws AwsError `DeploymentDoesNotExistException`. */
  deployment(id: string): Deployment {
    const deployment = this.deployments.get(id);
    if (deployment === undefined) {
      throw error("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
    }
    return deployment;
  }

  /** Deployments of a group, the newest first. */
  deploymentsOf(applicationName: string, groupName: string): Deployment[] {
    return [...this.deployments.values()]
      .filter((one) => one.applicationName === applicationName && one.groupName === groupName)
      .reverse();
  }

  /**
   * Begins to shift a function's traffic.
   *
   * @throws AwsError `InvalidRevisionException`, `DeploymentLimitExceededException`, and for what does not exist
   */
  createDeployment(spec: DeploymentSpec): Deployment {
    const { applicationName, groupName, content } = spec;
    const group = this.group(applicationName, groupName);
    const active = this.deploymentsOf(applicationName, groupName).find((one) => !isFinal(one));
    if (active !== undefined) {
      const message = `The Deployment Group '${groupName}' already has an active Deployment '${active.id}'`;
      throw error("DeploymentLimitExceededException", message);
    }
    const { deploymentConfigName = group.deploymentConfigName, rollbackEvents = group.rollbackEvents } = spec;
    checkConfigName(deploymentConfigName);
    return this.begin({
      ...{ applicationName, groupName, deploymentConfigName, rollbackEvents, content },
      ...{ creator: "user", description: spec.description ?? "", shift: readAppSpec(content) },
    });
  }

  /** Asks for the end of a deployment. @throws AwsError `DeploymentAlreadyCompletedException`. */
  stopDeployment(id: string, rollsBack: boolean): void {
    const deployment = this.deployment(id);
    if (isFinal(deployment)) {
      throw error("DeploymentAlreadyCompletedException", `The deployment ${id} has already completed`);
    }
    deployment.stop = { rollsBack };
    this.state.changed();
  }

  private begin(spec: Omit<Deployment, "id" | "status" | "createdAt">): Deployment {
    const deployment: Deployment = { ...spec, id: newDeploymentId(), status: "Created", createdAt: Date.now() };
    this.deployments.set(deployment.id, deployment);
    this.state.changed();
    this.run(deployment);
    return deployment;
  }

  private run(deployment: Deployment): void {
    const group = this.groups.get(keyOf(deployment.applicationName, deployment.groupName));
    if (group === undefined) return;
    void this.shift
      .run(deployment, group, () => this.state.changed())
      .then((rollsBack) => {
        if (!rollsBack) return;
        const { applicationName, groupName, content, shift, id } = deployment;
        const undo = this.begin({
          ...{ applicationName, groupName, content, creator: "codeDeployRollback", rollsBack: id },
          // At once, and it is not undone itself.
          ...{ deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce", rollbackEvents: [] },
          description: `Automatic rollback of ${id}`,
          shift: { ...shift, currentVersion: shift.targetVersion, targetVersion: shift.currentVersion },
        });
        deployment.rolledBackBy = undo.id;
        this.state.changed();
      });
  }

  private putApplication(application: Application): Application {
    this.applications.set(application.name, application);
    this.state.changed();
    return application;
  }

  private putGroup(spec: DeploymentGroupSpec, id: string): DeploymentGroup {
    const { iam } = this.deps;
    checkConfigName(spec.deploymentConfigName);
    const role = iam.roleByArn(spec.serviceRoleArn);
    const groupArn = this.groupArn(spec.applicationName, spec.name);
    if (role === undefined || !iam.mayAssume(role, "codedeploy.amazonaws.com", groupArn)) {
      throw error("InvalidRoleException", `AWS CodeDeploy cannot assume the role ${spec.serviceRoleArn}`);
    }
    if ((spec.alarms?.length ?? 0) > MAX_ALARMS) {
      throw error("AlarmsLimitExceededException", `A deployment group has at most ${MAX_ALARMS} alarms`);
    }
    const group: DeploymentGroup = { rollbackEvents: [], alarms: [], tags: {}, ...spec, id };
    this.groups.set(keyOf(spec.applicationName, spec.name), group);
    this.state.changed();
    return group;
  }
}

/** Alarms of a deployment group (CodeDeploy User Guide, "CodeDeploy quotas"). */
const MAX_ALARMS = 10;

const keyOf = (applicationName: string, name: string) => `${applicationName}/${name}`;

const isFinal = ({ status }: Deployment) => status !== "Created" && status !== "InProgress";

function checkConfigName(name: string): void {
  if (Object.hasOwn(deploymentConfigs, name)) return;
  throw error(
    "DeploymentConfigDoesNotExistException",
    `The embedded CodeDeploy has the configurations ${Object.keys(deploymentConfigs).join(", ")}, and not ${name}`,
  );
}

/** `d-` and nine letters or digits. */
function newDeploymentId(): string {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return `d-${Array.from({ length: 9 }, () => characters[randomInt(characters.length)]).join("")}`;
}
