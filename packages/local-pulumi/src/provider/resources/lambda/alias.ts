import { functionName, parseReference, type FunctionAlias } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { map, number, object, text } from "../../schema";
import { matching } from "../../validators";
import type { Bag } from "../../../property-values";
import { functionNameOrArn } from "./function-name";
import { invokeArnOf } from "./invoke-arn";

const weightsOf = ({ routingConfig }: Bag): Readonly<Record<string, number>> =>
  ((routingConfig ?? {}) as { additionalVersionWeights?: Record<string, number> }).additionalVersionWeights ?? {};

function made(fn: string, alias: FunctionAlias, context: ProviderContext): Made {
  const arn = context.cloud.services.lambda.arn(`${functionName(fn)}:${alias.name}`);
  const weights = alias.additionalVersionWeights;
  const outs = {
    arn,
    description: alias.description,
    functionName: fn,
    functionVersion: alias.functionVersion,
    invokeArn: invokeArnOf(arn, context),
    name: alias.name,
    routingConfig: Object.keys(weights).length === 0 ? undefined : { additionalVersionWeights: weights },
  };
  return { id: arn, outs };
}

const change = (inputs: Bag) => ({
  functionVersion: inputs.functionVersion as string,
  description: (inputs.description as string | undefined) ?? "",
  additionalVersionWeights: weightsOf(inputs),
});

/** `aws.lambda.Alias`. Its id is its ARN; an import takes it, or `FUNCTION/ALIAS`. */
export const lambdaAlias: ResourceType = {
  token: "aws:lambda/alias:Alias",
  autoName: { property: "name", maxLength: 128 },
  properties: {
    description: text(),
    functionName: text({ required: true, replaces: true, test: functionNameOrArn }),
    functionVersion: text({
      required: true,
      test: matching(/^(\$LATEST|\d+)$/, "$LATEST or the number of a version"),
    }),
    name: text({
      computed: true,
      replaces: true,
      test: matching(/^(?!\d+$)[\w-]+$/, "letters, digits, hyphens or underscores, and no number"),
    }),
    routingConfig: object({ additionalVersionWeights: map(number()) }),
  },
  create(inputs, context) {
    const fn = inputs.functionName as string;
    const { versions } = context.cloud.services.lambda;
    const alias = versions.createAlias(functionName(fn), { name: inputs.name as string, ...change(inputs) });
    return made(fn, alias, context);
  },
  async read(id, known, context) {
    const { name: named, qualifier } = parseReference(id.replace(/^([\w-]+)\/([\w-]+)$/, "$1:$2"));
    const fn = (known.functionName as string | undefined) ?? named;
    const { versions } = context.cloud.services.lambda;
    const alias = await ifExists(
      () => versions.alias(functionName(fn), (known.name as string | undefined) ?? qualifier ?? ""),
      "ResourceNotFoundException",
    );
    return alias && made(fn, alias, context);
  },
  update(_, inputs, __, context) {
    const fn = inputs.functionName as string;
    const { versions } = context.cloud.services.lambda;
    return made(fn, versions.updateAlias(functionName(fn), inputs.name as string, change(inputs)), context);
  },
  async delete(_, known, { cloud }) {
    const { versions } = cloud.services.lambda;
    await ifExists(
      () => versions.deleteAlias(functionName(known.functionName as string), known.name as string),
      "ResourceNotFoundException",
    );
  },
};
