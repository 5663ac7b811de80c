import type { Model } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { json, text } from "../../schema";
import { matching } from "../../validators";
import type { Bag } from "../../../property-values";

const made = (restApi: string, model: Model, description: unknown): Made => ({
  id: `${restApi}-${model.name}`,
  outs: { restApi, ...model, description },
});

function put(inputs: Bag, { cloud }: ProviderContext): Made {
  const { restApi = "", name = "", contentType = "", schema = "{}", description } = inputs as Record<string, string>;
  const model = { name, contentType, schema };
  cloud.services.apiGateway.apis.putModel(restApi, model);
  return made(restApi, model, description);
}

/** `aws.apigateway.Model`: the JSON schema of a body. */
export const model: ResourceType = {
  token: "aws:apigateway/model:Model",
  // API Gateway refuses the name that the package makes, which has a hyphen in it.
  autoName: { property: "name", maxLength: 255 },
  properties: {
    contentType: text({ required: true, replaces: true }),
    description: text(),
    name: text({ replaces: true, computed: true, test: matching(/^[A-Za-z0-9]+$/, "a name of letters and digits") }),
    restApi: text({ required: true, replaces: true }),
    schema: json(),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  read(_, known, { cloud }) {
    const restApi = known.restApi as string;
    const found = cloud.services.apiGateway.apis.apis.get(restApi)?.definition.models[known.name as string];
    return found && made(restApi, found, known.description);
  },
  delete(_, known, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    const restApi = known.restApi as string;
    if (apis.apis.has(restApi)) apis.edit(restApi, ({ definition }) => delete definition.models[known.name as string]);
  },
};
