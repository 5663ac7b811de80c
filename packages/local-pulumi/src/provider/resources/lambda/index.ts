import type { ResourceType } from "../../resource-type";
import { functionEventInvokeConfig } from "./event-invoke-config";
import { lambdaFunction } from "./function";
import { layerVersion } from "./layer-version";
import { permission } from "./permission";

export const lambdaTypes: readonly ResourceType[] = [
  lambdaFunction,
  functionEventInvokeConfig,
  layerVersion,
  permission,
];
