import type { Deployment } from "@image-pipeline/local-aws";
import type { Made, ResourceType } from "../../resource-type";
import { map, text } from "../../schema";
import type { Bag } from "../../../property-values";

const made = (known: Bag, { id, createdAt }: Deployment): Made => ({
  id,
  outs: {
    restApi: known.restApi,
    description: known.description,
    triggers: known.triggers,
    createdDate: new Date(createdAt).toISOString(),
  },
});

/** `aws.apigateway.Deployment`: the API as it is at this moment. */
export const deployment: ResourceType = {
  token: "aws:apigateway/deployment:Deployment",
  properties: {
    description: text({ replaces: true }),
    restApi: text({ required: true, replaces: true }),
    triggers: map(text(), { replaces: true }),
  },
  create(inputs, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    return made(inputs, apis.deploy(inputs.restApi as string, (inputs.description as string | undefined) ?? ""));
  },
  read(id, known, { cloud }) {
    const found = cloud.services.apiGateway.apis.apis.get(known.restApi as string)?.deployments[id];
    return found && made(known, found);
  },
  delete(id, known, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    if (apis.apis.has(known.restApi as string)) apis.deleteDeployment(known.restApi as string, id);
  },
};
