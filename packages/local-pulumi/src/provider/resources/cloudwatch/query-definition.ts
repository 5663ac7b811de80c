import { randomUUID } from "node:crypto";

import { insightsQueryProblems, type QueryDefinition } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { list, text } from "../../schema";
import { all, length, matching } from "../../validators";
import type { Bag } from "../../../property-values";
import { logGroupName } from "../logs/log-group-name";

/** Source: `logs/query_definition.go` (0ac6a8e1) of the Terraform provider. */
const queryName = all(
  length(1, 255),
  matching(/^[^:*/]+(\/[^:*/]+)*$/, 'a name without ":" and "*", of folders between single "/"'),
);

const made = (id: string, { name, query, logGroups }: QueryDefinition): Made => ({
  id,
  outs: {
    name,
    queryString: query,
    logGroupNames: logGroups.length === 0 ? undefined : logGroups,
    queryDefinitionId: id,
  },
});

function put(id: string, inputs: Bag, { cloud }: ProviderContext): Made {
  const { cloudwatch, logs } = cloud.services;
  const logGroups = (inputs.logGroupNames as string[] | undefined) ?? [];
  const missing = logGroups.find((name) => !logs.has(name));
  if (missing !== undefined) throw new Error(`ResourceNotFoundException: no log group "${missing}"`);
  const definition = { name: inputs.name as string, query: inputs.queryString as string, logGroups };
  cloudwatch.queries.set(id, definition);
  cloudwatch.changed();
  return made(id, definition);
}

/** `aws.cloudwatch.QueryDefinition`: a saved Logs Insights query, checked and kept. */
export const queryDefinition: ResourceType = {
  token: "aws:cloudwatch/queryDefinition:QueryDefinition",
  autoName: { property: "name", maxLength: 255 },
  properties: {
    logGroupNames: list(text({ test: logGroupName })),
    name: text({ computed: true, test: queryName }),
    queryString: text({
      required: true,
      test: (query) => insightsQueryProblems(query).join("; ") || undefined,
    }),
  },
  create: (inputs, context) => put(randomUUID(), inputs, context),
  update: (id, inputs, _, context) => put(id, inputs, context),
  read(id, _, { cloud }) {
    const found = cloud.services.cloudwatch.queries.get(id);
    return found && made(id, found);
  },
  delete(id, _, { cloud }) {
    cloud.services.cloudwatch.queries.delete(id);
    cloud.services.cloudwatch.changed();
  },
};
