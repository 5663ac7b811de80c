import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import { checkCompatible } from "./layers";
import { checkConfig, checkUnzippedSize } from "./limits";
import { checkNetworkAccess } from "./network-access";
import type { FunctionConfig, LayerVersion, StoredArchive } from "./types";

/** What a function is made of. */
interface DeploymentSpec {
  readonly functionArn: string;
  readonly config: FunctionConfig;
  readonly code: StoredArchive;
  readonly layers: readonly LayerVersion[];
  readonly iam: Iam;
}

/** Checks a function before it is made or changed. @throws AwsError `InvalidParameterValueException`. */
export function checkDeployment({ functionArn, config, code, layers, iam }: DeploymentSpec): void {
  checkConfig(config);
  const role = iam.roleByArn(config.roleArn);
  if (role === undefined || !iam.mayAssume(role, "lambda.amazonaws.com", functionArn)) {
    throw new AwsError(
      "InvalidParameterValueException",
      "The role defined for the function cannot be assumed by Lambda.",
    );
  }
  if (config.network) checkNetworkAccess(iam, role, config.name);
  for (const layer of layers) checkCompatible(layer, config.runtime);
  checkUnzippedSize(
    code,
    layers.map((layer) => layer.code),
  );
}
