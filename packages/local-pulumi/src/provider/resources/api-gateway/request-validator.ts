import type { RequestValidator } from "@image-pipeline/local-aws";
import type { Made, ResourceType } from "../../resource-type";
import { flag, text } from "../../schema";
import type { Bag } from "../../../property-values";

const specOf = (inputs: Bag) => ({
  name: inputs.name as string,
  validateRequestBody: inputs.validateRequestBody === true,
  validateRequestParameters: inputs.validateRequestParameters === true,
});

const made = (restApi: unknown, { id, ...settings }: RequestValidator): Made => ({
  id,
  outs: { restApi, ...settings },
});

/** `aws.apigateway.RequestValidator`: how strictly requests are checked. */
export const requestValidator: ResourceType = {
  token: "aws:apigateway/requestValidator:RequestValidator",
  autoName: { property: "name", maxLength: 255 },
  properties: {
    name: text({ computed: true }),
    restApi: text({ required: true, replaces: true }),
    validateRequestBody: flag({ byDefault: false }),
    validateRequestParameters: flag({ byDefault: false }),
  },
  create: (inputs, { cloud }) =>
    made(inputs.restApi, cloud.services.apiGateway.apis.putValidator(inputs.restApi as string, specOf(inputs))),
  update: (id, inputs, _, { cloud }) =>
    made(inputs.restApi, cloud.services.apiGateway.apis.putValidator(inputs.restApi as string, specOf(inputs), id)),
  read(id, known, { cloud }) {
    const api = cloud.services.apiGateway.apis.apis.get(known.restApi as string);
    const found = api?.definition.validators[id];
    return found && made(known.restApi, found);
  },
  delete(id, known, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    const restApi = known.restApi as string;
    if (apis.apis.has(restApi)) apis.edit(restApi, ({ definition }) => delete definition.validators[id]);
  },
};
