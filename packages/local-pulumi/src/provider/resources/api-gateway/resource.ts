import type { ResourceType } from "../../resource-type";
import { text } from "../../schema";

/** `aws.apigateway.Resource`: a part of a path. */
export const resource: ResourceType = {
  token: "aws:apigateway/resource:Resource",
  properties: {
    parentId: text({ required: true, replaces: true }),
    pathPart: text({ required: true, replaces: true }),
    restApi: text({ required: true, replaces: true }),
  },
  create(inputs, { cloud }) {
    const { restApi, parentId, pathPart } = inputs as Record<string, string>;
    const made = cloud.services.apiGateway.apis.createResource(restApi ?? "", parentId ?? "", pathPart ?? "");
    return { id: made.id, outs: { restApi, parentId, pathPart, path: made.path } };
  },
  read(id, known, { cloud }) {
    const api = cloud.services.apiGateway.apis.apis.get(known.restApi as string);
    const found = api?.definition.resources[id];
    if (found === undefined) return undefined;
    const { parentId, pathPart, path } = found;
    return { id, outs: { restApi: known.restApi, parentId, pathPart, path } };
  },
  delete(id, known, { cloud }) {
    const { apis } = cloud.services.apiGateway;
    if (apis.apis.has(known.restApi as string)) apis.deleteResource(known.restApi as string, id);
  },
};
