import type { ResourceType } from "../../resource-type";
import { account } from "./account";
import { apiKey } from "./api-key";
import { deployment } from "./deployment";
import { integration } from "./integration";
import { integrationResponse } from "./integration-response";
import { method } from "./method";
import { methodResponse } from "./method-response";
import { methodSettings } from "./method-settings";
import { model } from "./model";
import { requestValidator } from "./request-validator";
import { resource } from "./resource";
import { response } from "./response";
import { restApi } from "./rest-api";
import { stage } from "./stage";
import { usagePlan } from "./usage-plan";
import { usagePlanKey } from "./usage-plan-key";

export const apiGatewayTypes: readonly ResourceType[] = [
  account,
  apiKey,
  deployment,
  integration,
  integrationResponse,
  method,
  methodResponse,
  methodSettings,
  model,
  requestValidator,
  resource,
  response,
  restApi,
  stage,
  usagePlan,
  usagePlanKey,
];
