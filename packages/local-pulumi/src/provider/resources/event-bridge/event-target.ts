import { type Target, type TargetInput, transformerProblems } from "@image-pipeline/local-aws";
import type { Made, ProviderContext, ResourceType } from "../../resource-type";
import { flag, integer, json, map, object, oneOf, text, type Failure } from "../../schema";
import { anArn, length, matching } from "../../validators";
import { hasUnknown, type Bag } from "../../../property-values";

type Transformer = Required<TargetInput>["inputTransformer"];

function targetOf(inputs: Bag, id: string): Target {
  const retry = inputs.retryPolicy as { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number } | undefined;
  const transformer = inputs.inputTransformer as (Partial<Transformer> & { inputTemplate: string }) | undefined;
  return {
    id,
    arn: inputs.arn as string,
    roleArn: inputs.roleArn as string | undefined,
    input: inputs.input as string | undefined,
    inputPath: inputs.inputPath as string | undefined,
    inputTransformer: transformer && { inputPaths: {}, ...transformer },
    retryPolicy: retry && {
      maximumRetryAttempts: retry.maximumRetryAttempts,
      maximumEventAgeSec: retry.maximumEventAgeInSeconds,
    },
    deadLetterArn: (inputs.deadLetterConfig as { arn?: string } | undefined)?.arn,
  };
}

function put(inputs: Bag, targetId: string, { cloud }: ProviderContext): Made {
  const rule = inputs.rule as string;
  cloud.services.eventBridge.putTarget(rule, targetOf(inputs, targetId));
  return { id: `${rule}-${targetId}`, outs: { eventBusName: "default", ...inputs, targetId } };
}

function* check(inputs: Bag): Generator<Failure> {
  const given = ["input", "inputPath", "inputTransformer"].filter((name) => inputs[name] !== undefined);
  if (given.length > 1) yield { property: given[1] ?? "", reason: `expected one of ${given.join(", ")}` };
  const transformer = inputs.inputTransformer as Transformer | undefined;
  if (transformer === undefined || hasUnknown(transformer)) return;
  for (const reason of transformerProblems({ ...transformer, inputPaths: transformer.inputPaths ?? {} })) {
    yield { property: "inputTransformer", reason };
  }
}

/** `aws.cloudwatch.EventTarget`: a state machine, function, queue or topic that gets a rule's events. */
export const eventTarget: ResourceType = {
  token: "aws:cloudwatch/eventTarget:EventTarget",
  autoName: { property: "targetId", maxLength: 255 },
  properties: {
    arn: text({ required: true, test: anArn }),
    deadLetterConfig: object({ arn: text({ test: anArn }) }),
    eventBusName: oneOf(["default"], { byDefault: "default", replaces: true }),
    forceDestroy: flag({ byDefault: false }),
    input: json({ test: length(0, 8192) }),
    inputPath: text({ test: length(0, 256) }),
    inputTransformer: object({
      inputPaths: map(text()),
      inputTemplate: text({ required: true, test: length(1, 8192) }),
    }),
    retryPolicy: object({
      maximumEventAgeInSeconds: integer(60, 86_400, { computed: true }),
      maximumRetryAttempts: integer(0, 185, { computed: true }),
    }),
    roleArn: text({ test: anArn }),
    rule: text({ required: true, replaces: true, test: matching(/^[\w.-]{1,64}$/, "1 to 64 letters, digits or _-.") }),
    targetId: text({
      replaces: true,
      computed: true,
      test: matching(/^[\w.-]{1,64}$/, "1 to 64 letters, digits or _-."),
    }),
  },
  check,
  create: (inputs, context) => put(inputs, inputs.targetId as string, context),
  update: (_, inputs, oldOutputs, context) => put(inputs, oldOutputs.targetId as string, context),
  read(id, known, { cloud }) {
    const target = cloud.services.eventBridge.target(known.rule as string, known.targetId as string);
    return target && { id, outs: { ...known, arn: target.arn, roleArn: target.roleArn } };
  },
  delete: (_, known, { cloud }) =>
    cloud.services.eventBridge.removeTarget(known.rule as string, known.targetId as string),
};
