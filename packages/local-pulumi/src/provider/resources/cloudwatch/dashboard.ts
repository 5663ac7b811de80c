import { dashboardProblems } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { json, text } from "../../schema";
import type { Bag } from "../../../property-values";

const made = (name: string, body: string, { cloud }: ProviderContext): Made => ({
  id: name,
  outs: {
    dashboardName: name,
    dashboardBody: body,
    dashboardArn: `arn:aws:cloudwatch::${cloud.accountId}:dashboard/${name}`,
  },
});

function put(inputs: Bag, context: ProviderContext): Made {
  const { cloudwatch } = context.cloud.services;
  const { dashboardName = "", dashboardBody = "" } = inputs as Record<string, string>;
  cloudwatch.dashboards.set(dashboardName, dashboardBody);
  cloudwatch.changed();
  return made(dashboardName, dashboardBody, context);
}

/** `aws.cloudwatch.Dashboard`: checked and kept. */
export const dashboard: ResourceType = {
  token: "aws:cloudwatch/dashboard:Dashboard",
  properties: {
    dashboardBody: json({
      required: true,
      test: (body) => dashboardProblems(body).join("; ") || undefined,
    }),
    dashboardName: text({
      required: true,
      replaces: true,
      test: (name) => (/^[\w-]{1,255}$/.test(name) ? undefined : `expected letters, digits, - and _, got "${name}"`),
    }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  read(id, _, context) {
    const body = context.cloud.services.cloudwatch.dashboards.get(id);
    return body === undefined ? undefined : made(id, body, context);
  },
  delete(id, _, { cloud }) {
    cloud.services.cloudwatch.dashboards.delete(id);
    cloud.services.cloudwatch.changed();
  },
};
