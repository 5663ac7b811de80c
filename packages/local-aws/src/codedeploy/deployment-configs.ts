/** How traffic is shifted to another version. */
export interface DeploymentConfig {
  /** Part of the invocations that the first increment gets, 0..1; 1: all at once. */
  readonly firstShare: number;
  /** Seconds until the rest follows. */
  readonly intervalSec: number;
}

const canary = (minutes: number): DeploymentConfig => ({ firstShare: 0.1, intervalSec: minutes * 60 });

/**
 * The configurations of AWS's own with which a function's traffic is shifted at once or in two increments (CodeDeploy
 * User Guide, "Working with deployment configurations in CodeDeploy", AWS Lambda compute platform).
 */
export const deploymentConfigs: Readonly<Record<string, DeploymentConfig>> = {
  "CodeDeployDefault.LambdaAllAtOnce": { firstShare: 1, intervalSec: 0 },
  "CodeDeployDefault.LambdaCanary10Percent5Minutes": canary(5),
  "CodeDeployDefault.LambdaCanary10Percent10Minutes": canary(10),
  "CodeDeployDefault.LambdaCanary10Percent15Minutes": canary(15),
  "CodeDeployDefault.LambdaCanary10Percent30Minutes": canary(30),
};
