/** An application whose deployment groups shift the traffic of functions. */
export interface Application {
  readonly name: string;
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Events after which a deployment is rolled back by itself. */
export type RollbackEvent = "DEPLOYMENT_FAILURE" | "DEPLOYMENT_STOP_ON_ALARM" | "DEPLOYMENT_STOP_ON_REQUEST";

/** What a creator states of a deployment group. */
export interface DeploymentGroupSpec {
  readonly applicationName: string;
  readonly name: string;
  /** Role that CodeDeploy reads alarms and changes aliases with. */
  readonly serviceRoleArn: string;
  /** One of {@link deploymentConfigs}. */
  readonly deploymentConfigName: string;
  /** Events after which a deployment is rolled back. Default: none. */
  readonly rollbackEvents?: readonly RollbackEvent[];
  /** Names of alarms that stop a deployment. Default: none. */
  readonly alarms?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export type DeploymentGroup = Required<DeploymentGroupSpec> & { readonly id: string };

/** The function of a deployment, as its AppSpec names it. */
export interface FunctionShift {
  readonly functionName: string;
  readonly alias: string;
  /** Version that the alias has. */
  readonly currentVersion: string;
  /** Version that it gets. */
  readonly targetVersion: string;
}

/** `Created`, `InProgress`: under way; each of the others is final (CodeDeploy API, DeploymentInfo, `status`). */
type DeploymentStatus = "Created" | "InProgress" | "Succeeded" | "Failed" | "Stopped";

/** Reasons of CodeDeploy's for a deployment that does not succeed (CodeDeploy API, ErrorInformation, `code`). */
export type DeploymentErrorCode =
  | "ALARM_ACTIVE"
  | "IAM_ROLE_MISSING"
  | "IAM_ROLE_PERMISSIONS"
  | "INVALID_LAMBDA_CONFIGURATION"
  | "INVALID_LAMBDA_FUNCTION"
  | "MANUAL_STOP";

/** A deployment, which lasts until its traffic is shifted or it ends otherwise. */
export interface Deployment {
  readonly id: string;
  readonly applicationName: string;
  readonly groupName: string;
  readonly deploymentConfigName: string;
  readonly rollbackEvents: readonly RollbackEvent[];
  readonly creator: "user" | "codeDeployRollback";
  readonly description: string;
  /** Text of the AppSpec. */
  readonly content: string;
  readonly shift: FunctionShift;
  status: DeploymentStatus;
  error?: { readonly code: DeploymentErrorCode; readonly message: string };
  /** Milliseconds since the epoch, these and the following. */
  readonly createdAt: number;
  /** When the first increment was shifted; absent: not yet. */
  shiftedAt?: number;
  completedAt?: number;
  /** Whether somebody has asked for its end, and whether it is rolled back then. */
  stop?: { readonly rollsBack: boolean };
  /** The deployment that has undone this one. */
  rolledBackBy?: string;
  /** The deployment that this one undoes. */
  readonly rollsBack?: string;
}
