import type { Stage } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, map, object, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import type { Bag } from "../../../property-values";
import { texts, unlessEmpty } from "./method-key";

const logGroupOf = (arn: string) => /^arn:aws:logs:[^:]+:\d+:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1];

function put(inputs: Bag, context: ProviderContext): Made {
  const settings = inputs.accessLogSettings as { destinationArn: string; format: string } | undefined;
  const logGroup = logGroupOf(settings?.destinationArn ?? "");
  const restApi = inputs.restApi as string;
  const stage = context.cloud.services.apiGateway.putStage(restApi, {
    name: inputs.stageName as string,
    deploymentId: inputs.deployment as string,
    description: (inputs.description as string | undefined) ?? "",
    variables: texts(inputs.variables),
    tracing: inputs.xrayTracingEnabled === true,
    ...(settings === undefined || logGroup === undefined ? {} : { accessLog: { logGroup, format: settings.format } }),
    tags: allTags(inputs, context),
  });
  return made(restApi, stage, inputs, context);
}

function made(restApi: string, stage: Stage, known: Bag, context: ProviderContext): Made {
  const { apiGateway } = context.cloud.services;
  const { region, accountId } = context.cloud;
  const { accessLog } = stage;
  const outs = {
    restApi,
    deployment: stage.deploymentId,
    stageName: stage.name,
    description: stage.description === "" ? undefined : stage.description,
    variables: unlessEmpty(stage.variables),
    xrayTracingEnabled: stage.tracing,
    accessLogSettings: accessLog && {
      destinationArn: `arn:aws:logs:${region}:${accountId}:log-group:${accessLog.logGroup}`,
      format: accessLog.format,
    },
    arn: `arn:aws:apigateway:${region}::/restapis/${restApi}/stages/${stage.name}`,
    executionArn: `${apiGateway.executionArn(restApi)}/${stage.name}`,
    invokeUrl: apiGateway.invokeUrl(restApi, stage.name),
    ...tagOutputs(stage.tags, known, context),
  };
  return { id: `ags-${restApi}-${stage.name}`, outs };
}

/** `aws.apigateway.Stage`: a deployment under a URL, which is on this machine. */
export const stage: ResourceType = {
  token: "aws:apigateway/stage:Stage",
  tagged: true,
  properties: {
    accessLogSettings: object({
      destinationArn: text({
        required: true,
        test: (arn) => (logGroupOf(arn) === undefined ? `expected the ARN of a log group, got "${arn}"` : undefined),
      }),
      format: text({ required: true }),
    }),
    deployment: text({ required: true }),
    description: text(),
    restApi: text({ required: true, replaces: true }),
    stageName: text({ required: true, replaces: true }),
    variables: map(text()),
    xrayTracingEnabled: flag(),
  },
  isStale: ({ invokeUrl, restApi, stageName }, { cloud }) =>
    invokeUrl !== cloud.services.apiGateway.invokeUrl(restApi as string, stageName as string),
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(_, known, context) {
    const { apiGateway } = context.cloud.services;
    const restApi = known.restApi as string;
    const found = await ifExists(() => apiGateway.stage(restApi, known.stageName as string), "NotFoundException");
    return found && made(restApi, found, known, context);
  },
  async delete(_, known, { cloud }) {
    const { apiGateway } = cloud.services;
    const restApi = known.restApi as string;
    await ifExists(() => apiGateway.deleteStage(restApi, known.stageName as string), "NotFoundException");
  },
};
