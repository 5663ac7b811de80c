import type { ResourceType } from "../../resource-type";
import { oneOf, text } from "../../schema";
import { secret } from "../../../property-values";

/** `aws.apigateway.UsagePlanKey`: puts a key into a plan. */
export const usagePlanKey: ResourceType = {
  token: "aws:apigateway/usagePlanKey:UsagePlanKey",
  properties: {
    keyId: text({ required: true, replaces: true }),
    keyType: oneOf(["API_KEY"], { required: true, replaces: true }),
    usagePlanId: text({ required: true, replaces: true }),
  },
  create(inputs, { cloud }) {
    const { apiGateway } = cloud.services;
    const { keyId = "", keyType, usagePlanId = "" } = inputs as Record<string, string>;
    apiGateway.addKeyToPlan(usagePlanId, keyId);
    const key = apiGateway.keys.get(keyId);
    return { id: keyId, outs: { keyId, keyType, usagePlanId, name: key?.name, value: key && secret(key.value) } };
  },
  read(id, known, { cloud }) {
    const plan = cloud.services.apiGateway.plans.get(known.usagePlanId as string);
    return plan?.keyIds.includes(id) === true ? { id, outs: known } : undefined;
  },
  delete(id, known, { cloud }) {
    const { apiGateway } = cloud.services;
    const plan = apiGateway.plans.get(known.usagePlanId as string);
    if (plan === undefined) return;
    plan.keyIds = plan.keyIds.filter((keyId) => keyId !== id);
    apiGateway.changed();
  },
};
