import type { Throttle, UsagePlan } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { integer, list, number, object, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";

type Quota = Omit<NonNullable<UsagePlan["quota"]>, "offset"> & { readonly offset?: number };

function made(plan: UsagePlan, known: Bag, context: ProviderContext): Made {
  const outs = {
    apiStages: plan.stages.length === 0 ? undefined : plan.stages,
    arn: `arn:aws:apigateway:${context.cloud.region}::/usageplans/${plan.id}`,
    description: plan.description === "" ? undefined : plan.description,
    name: plan.name,
    quotaSettings: plan.quota,
    throttleSettings: plan.throttle,
    ...tagOutputs(plan.tags, known, context),
  };
  return { id: plan.id, outs };
}

function specOf(inputs: Bag, context: ProviderContext): Omit<UsagePlan, "id" | "keyIds"> {
  const quota = inputs.quotaSettings as Quota | undefined;
  return {
    name: inputs.name as string,
    description: (inputs.description as string | undefined) ?? "",
    stages: (inputs.apiStages as UsagePlan["stages"] | undefined) ?? [],
    throttle: inputs.throttleSettings as Throttle | undefined,
    quota: quota && { offset: 0, ...quota },
    tags: allTags(inputs, context),
  };
}

/** `aws.apigateway.UsagePlan`: how much the keys in it may call. */
export const usagePlan: ResourceType = {
  token: "aws:apigateway/usagePlan:UsagePlan",
  tagged: true,
  autoName: { property: "name", maxLength: 255 },
  properties: {
    apiStages: list(object({ apiId: text({ required: true }), stage: text({ required: true }) }), { asSet: true }),
    description: text(),
    name: text({ computed: true }),
    quotaSettings: object({
      limit: integer(1, Number.MAX_SAFE_INTEGER, { required: true }),
      offset: integer(0, Number.MAX_SAFE_INTEGER, { byDefault: 0 }),
      period: oneOf(["DAY", "WEEK", "MONTH"], { required: true }),
    }),
    throttleSettings: object({ burstLimit: number({ byDefault: 0 }), rateLimit: number({ byDefault: 0 }) }),
  },
  create: (inputs, context) =>
    made(context.cloud.services.apiGateway.putPlan(specOf(inputs, context)), inputs, context),
  update: (id, inputs, _, context) =>
    made(context.cloud.services.apiGateway.putPlan(specOf(inputs, context), id), inputs, context),
  async read(id, known, context) {
    const plan = await ifExists(() => context.cloud.services.apiGateway.plan(id), "NotFoundException");
    return plan && made(plan, known, context);
  },
  delete(id, _, { cloud }) {
    cloud.services.apiGateway.plans.delete(id);
    cloud.services.apiGateway.changed();
  },
};
