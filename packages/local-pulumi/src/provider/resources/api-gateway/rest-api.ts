import type { ApiSettings, RestApi } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, json, list, object, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";

function settings(inputs: Bag, context: ProviderContext): ApiSettings {
  const { policy } = inputs;
  if (typeof policy === "string") context.cloud.services.iam.policy(policy, "resource");
  return {
    name: inputs.name as string,
    description: (inputs.description as string | undefined) ?? "",
    disableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint === true,
    binaryMediaTypes: (inputs.binaryMediaTypes as string[] | undefined) ?? [],
    policy: policy as string | undefined,
    tags: allTags(inputs, context),
  };
}

function made(api: RestApi, known: Bag, context: ProviderContext): Made {
  const { apiGateway } = context.cloud.services;
  const { binaryMediaTypes, policy } = api.definition;
  const outs = {
    apiKeySource: "HEADER",
    arn: `arn:aws:apigateway:${context.cloud.region}::/restapis/${api.id}`,
    binaryMediaTypes: binaryMediaTypes.length === 0 ? undefined : binaryMediaTypes,
    createdDate: new Date(api.createdAt).toISOString(),
    description: api.description === "" ? undefined : api.description,
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    endpointConfiguration: known.endpointConfiguration ?? { types: "REGIONAL" },
    executionArn: apiGateway.executionArn(api.id),
    name: api.name,
    policy,
    rootResourceId: api.rootResourceId,
    ...tagOutputs(api.tags, known, context),
  };
  return { id: api.id, outs };
}

/** `aws.apigateway.RestApi`: regional, made of resources of its own. */
export const restApi: ResourceType = {
  token: "aws:apigateway/restApi:RestApi",
  tagged: true,
  autoName: { property: "name", maxLength: 255 },
  properties: {
    apiKeySource: oneOf(["HEADER"], { computed: true }),
    binaryMediaTypes: list(text(), { asSet: true }),
    description: text({ computed: true }),
    disableExecuteApiEndpoint: flag({ computed: true }),
    endpointConfiguration: object({ types: oneOf(["REGIONAL"], { required: true }) }, { computed: true }),
    name: text({ computed: true }),
    policy: json({ computed: true }),
    putRestApiMode: oneOf(["overwrite"], { byDefault: "overwrite" }),
  },
  create(inputs, context) {
    return made(context.cloud.services.apiGateway.apis.create(settings(inputs, context)), inputs, context);
  },
  async read(id, known, context) {
    const api = await ifExists(() => context.cloud.services.apiGateway.apis.get(id), "NotFoundException");
    return api && made(api, known, context);
  },
  update(id, inputs, { description, disableExecuteApiEndpoint, policy }, context) {
    // What is left out stays as it is.
    const settled = settings({ description, disableExecuteApiEndpoint, policy, ...inputs }, context);
    return made(context.cloud.services.apiGateway.apis.update(id, settled), inputs, context);
  },
  delete: (id, _, { cloud }) => cloud.services.apiGateway.apis.delete(id),
};
