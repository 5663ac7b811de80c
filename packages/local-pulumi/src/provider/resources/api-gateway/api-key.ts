import type { ApiKey } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { flag, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { length } from "../../validators";
import { secret, type Bag } from "../../../property-values";

function made(key: ApiKey, known: Bag, context: ProviderContext): Made {
  const created = new Date(key.createdAt).toISOString();
  const outs = {
    arn: `arn:aws:apigateway:${context.cloud.region}::/apikeys/${key.id}`,
    createdDate: created,
    description: key.description,
    enabled: key.enabled,
    lastUpdatedDate: created,
    name: key.name,
    value: secret(key.value),
    ...tagOutputs(key.tags, known, context),
  };
  return { id: key.id, outs };
}

const settings = (inputs: Bag, context: ProviderContext) => ({
  name: inputs.name as string,
  description: (inputs.description as string | undefined) ?? "Managed by Pulumi",
  enabled: inputs.enabled !== false,
  tags: allTags(inputs, context),
});

/** `aws.apigateway.ApiKey`. */
export const apiKey: ResourceType = {
  token: "aws:apigateway/apiKey:ApiKey",
  tagged: true,
  autoName: { property: "name", maxLength: 255 },
  properties: {
    description: text({ byDefault: "Managed by Pulumi" }),
    enabled: flag({ byDefault: true }),
    name: text({ computed: true }),
    value: text({ replaces: true, computed: true, sensitive: true, test: length(20, 128) }),
  },
  create(inputs, context) {
    const value = inputs.value as string | undefined;
    const key = context.cloud.services.apiGateway.createKey({ ...settings(inputs, context), value });
    return made(key, inputs, context);
  },
  read(id, known, context) {
    const key = context.cloud.services.apiGateway.keys.get(id);
    return key && made(key, known, context);
  },
  update(id, inputs, _, context) {
    const { apiGateway } = context.cloud.services;
    const key = apiGateway.keys.get(id);
    if (key === undefined) throw new Error(`NotFoundException: API key ${id} does not exist`);
    Object.assign(key, settings(inputs, context));
    apiGateway.changed();
    return made(key, inputs, context);
  },
  delete(id, _, { cloud }) {
    cloud.services.apiGateway.keys.delete(id);
    cloud.services.apiGateway.changed();
  },
};
