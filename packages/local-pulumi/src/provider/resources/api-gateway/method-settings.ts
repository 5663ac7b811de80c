import type { MethodSettings } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, number, object, oneOf, text } from "../../schema";
import type { Bag } from "../../../property-values";

interface Settings {
  readonly loggingLevel?: MethodSettings["loggingLevel"];
  readonly dataTraceEnabled?: boolean;
  readonly metricsEnabled?: boolean;
  readonly throttlingRateLimit?: number;
  readonly throttlingBurstLimit?: number;
}

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const { restApi = "", stageName = "", methodPath = "" } = inputs as Record<string, string>;
  const given = inputs.settings as Settings;
  const { throttlingRateLimit: rateLimit = -1, throttlingBurstLimit: burstLimit = -1 } = given;
  cloud.services.apiGateway.putMethodSettings(restApi, stageName, methodPath, {
    loggingLevel: given.loggingLevel ?? "OFF",
    dataTraceEnabled: given.dataTraceEnabled === true,
    metricsEnabled: given.metricsEnabled === true,
    // -1 stands for the account's own limits.
    throttle: rateLimit < 0 || burstLimit < 0 ? undefined : { rateLimit, burstLimit },
  });
  return { id: `${restApi}-${stageName}-${methodPath}`, outs: { restApi, stageName, methodPath, settings: given } };
}

/** `aws.apigateway.MethodSettings`: logging and throttling of a stage's methods. */
export const methodSettings: ResourceType = {
  token: "aws:apigateway/methodSettings:MethodSettings",
  properties: {
    methodPath: text({ required: true, replaces: true }),
    restApi: text({ required: true, replaces: true }),
    settings: object(
      {
        dataTraceEnabled: flag({ computed: true }),
        loggingLevel: oneOf(["OFF", "ERROR", "INFO"], { computed: true }),
        metricsEnabled: flag({ computed: true }),
        throttlingBurstLimit: number({ byDefault: -1 }),
        throttlingRateLimit: number({ byDefault: -1 }),
      },
      { required: true },
    ),
    stageName: text({ required: true, replaces: true }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(id, known, { cloud }) {
    const { restApi = "", stageName = "", methodPath = "" } = known as Record<string, string>;
    const { apiGateway } = cloud.services;
    const stage = await ifExists(() => apiGateway.stage(restApi, stageName), "NotFoundException");
    return stage?.settings[methodPath] && { id, outs: known };
  },
  async delete(_, known, { cloud }) {
    const { restApi = "", stageName = "", methodPath = "" } = known as Record<string, string>;
    const { apiGateway } = cloud.services;
    await ifExists(() => apiGateway.putMethodSettings(restApi, stageName, methodPath, undefined), "NotFoundException");
  },
};
