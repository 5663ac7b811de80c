import { type EventSourceMapping, functionReference, isStreamArn, mappingProblems } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, integer, list, object, oneOf, text, type Failure } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn } from "../../validators";
import type { Bag } from "../../../property-values";

const REPORT_ITEMS = "ReportBatchItemFailures";

type Spec = Omit<EventSourceMapping, "uuid" | "lastModified">;

/** What only the mapping of a stream has. */
function streamSpec(inputs: Bag): Partial<Spec> {
  const { onFailure } = (inputs.destinationConfig ?? {}) as { onFailure?: { destinationArn?: string } };
  return {
    startingPosition: inputs.startingPosition as Spec["startingPosition"],
    maximumRetryAttempts: inputs.maximumRetryAttempts as number | undefined,
    maximumRecordAgeSec: inputs.maximumRecordAgeInSeconds as number | undefined,
    bisects: inputs.bisectBatchOnFunctionError as boolean | undefined,
    onFailure: onFailure?.destinationArn,
  };
}

function toSpec(inputs: Bag, context: ProviderContext): Spec {
  const { maximumConcurrency } = (inputs.scalingConfig ?? {}) as { maximumConcurrency?: number };
  const responseTypes = (inputs.functionResponseTypes ?? []) as readonly string[];
  const sourceArn = inputs.eventSourceArn as string;
  return {
    sourceArn,
    functionName: functionReference(inputs.functionName as string),
    enabled: (inputs.enabled as boolean | undefined) ?? true,
    batchSize: (inputs.batchSize as number | undefined) ?? (isStreamArn(sourceArn) ? 100 : 10),
    ...(maximumConcurrency !== undefined && { maximumConcurrency }),
    ...streamSpec(inputs),
    reportsItemFailures: responseTypes.includes(REPORT_ITEMS),
    tags: allTags(inputs, context),
  };
}

function made(mapping: EventSourceMapping, known: Bag, context: ProviderContext): Made {
  const { uuid, sourceArn, enabled, batchSize, maximumConcurrency, reportsItemFailures } = mapping;
  const functionArn = context.cloud.services.lambda.arn(mapping.functionName);
  const outs = {
    arn: functionArn.replace(/:function:.*$/, `:event-source-mapping:${uuid}`),
    batchSize,
    ...(isStreamArn(sourceArn) && {
      bisectBatchOnFunctionError: mapping.bisects ?? false,
      destinationConfig:
        mapping.onFailure === undefined ? undefined : { onFailure: { destinationArn: mapping.onFailure } },
      maximumRecordAgeInSeconds: mapping.maximumRecordAgeSec ?? -1,
      maximumRetryAttempts: mapping.maximumRetryAttempts ?? -1,
      parallelizationFactor: 1,
      startingPosition: mapping.startingPosition,
    }),
    enabled,
    eventSourceArn: sourceArn,
    functionArn,
    functionName: known.functionName ?? mapping.functionName,
    functionResponseTypes: reportsItemFailures ? [REPORT_ITEMS] : undefined,
    lastModified: new Date(mapping.lastModified).toISOString(),
    scalingConfig: maximumConcurrency === undefined ? undefined : { maximumConcurrency },
    state: enabled ? "Enabled" : "Disabled",
    stateTransitionReason: "USER_INITIATED",
    uuid,
    ...tagOutputs(mapping.tags, known, context),
  };
  return { id: uuid, outs };
}

/** `aws.lambda.EventSourceMapping`: standard SQS queues and streams of DynamoDB. Its id is the mapping's UUID. */
export const eventSourceMapping: ResourceType = {
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  tagged: true,
  properties: {
    batchSize: integer(1, 10_000, { computed: true }),
    bisectBatchOnFunctionError: flag(),
    destinationConfig: object({ onFailure: object({ destinationArn: text({ required: true, test: anArn }) }) }),
    enabled: flag({ byDefault: true }),
    eventSourceArn: text({ required: true, replaces: true }),
    functionName: text({ required: true }),
    functionResponseTypes: list(oneOf([REPORT_ITEMS]), { asSet: true }),
    maximumRecordAgeInSeconds: integer(-1, 604_800, { computed: true }),
    maximumRetryAttempts: integer(-1, 10_000, { computed: true }),
    scalingConfig: object({ maximumConcurrency: integer(2, 1000) }),
    startingPosition: oneOf(["TRIM_HORIZON", "LATEST"], { replaces: true }),
  },
  *check(inputs): Generator<Failure> {
    const { eventSourceArn, batchSize } = inputs;
    if (typeof eventSourceArn !== "string") return;
    const stated = typeof batchSize === "number" ? { batchSize } : {};
    for (const [property, reason] of mappingProblems({ sourceArn: eventSourceArn, ...stated, ...streamSpec(inputs) })) {
      yield { property, reason };
    }
  },
  create: (inputs, context) =>
    made(context.cloud.services.eventSourceMappings.create(toSpec(inputs, context)), inputs, context),
  update: (id, inputs, _, context) =>
    made(context.cloud.services.eventSourceMappings.update(id, toSpec(inputs, context)), inputs, context),
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.eventSourceMappings.get(id), "ResourceNotFoundException");
    return found && made(found, known, context);
  },
  async delete(id, _, { cloud }) {
    await ifExists(() => cloud.services.eventSourceMappings.delete(id), "ResourceNotFoundException");
  },
};
