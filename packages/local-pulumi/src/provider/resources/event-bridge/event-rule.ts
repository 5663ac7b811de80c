import { parsePattern, type Rule } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, json, oneOf, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { length, matching } from "../../validators";
import type { Bag } from "../../../property-values";

function made(rule: Rule, known: Bag, context: ProviderContext): Made {
  const outs = {
    arn: rule.arn,
    description: rule.description === "" ? undefined : rule.description,
    eventBusName: "default",
    eventPattern: JSON.stringify(rule.pattern),
    forceDestroy: known.forceDestroy ?? false,
    name: rule.name,
    namePrefix: known.namePrefix,
    state: rule.enabled ? "ENABLED" : "DISABLED",
    ...tagOutputs(rule.tags, known, context),
  };
  return { id: rule.name, outs };
}

function put(inputs: Bag, context: ProviderContext): Made {
  const rule = context.cloud.services.eventBridge.putRule({
    name: inputs.name as string,
    pattern: parsePattern(inputs.eventPattern as string),
    enabled: inputs.state !== "DISABLED",
    description: (inputs.description as string | undefined) ?? "",
    tags: allTags(inputs, context),
  });
  return made(rule, inputs, context);
}

/** Source: `validateRuleName` in `events/validate.go` (088e0878) of the Terraform provider. */
const ruleName = matching(/^[\w.-]{1,64}$/, "1 to 64 letters, digits or _-.");

/** `aws.cloudwatch.EventRule` with a pattern, on the default bus. */
export const eventRule: ResourceType = {
  token: "aws:cloudwatch/eventRule:EventRule",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 64 },
  properties: {
    description: text({ test: length(0, 512) }),
    eventBusName: oneOf(["default"], { byDefault: "default", replaces: true }),
    eventPattern: json({
      required: true,
      test: (pattern) => {
        const { length: size } = JSON.stringify(JSON.parse(pattern));
        if (size > 4096) return `expected at most 4096 characters, got ${size}`;
        try {
          parsePattern(pattern);
          return undefined;
        } catch (error) {
          return (error as Error).message;
        }
      },
    }),
    forceDestroy: flag({ byDefault: false }),
    name: text({ replaces: true, computed: true, test: ruleName }),
    namePrefix: text({ replaces: true, test: ruleName, conflictsWith: ["name"] }),
    state: oneOf(["ENABLED", "DISABLED"], { computed: true }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(id, known, context) {
    const rule = await ifExists(() => context.cloud.services.eventBridge.rule(id), "ResourceNotFoundException");
    return rule && made(rule, known, context);
  },
  async delete(id, _, { cloud }) {
    await ifExists(() => cloud.services.eventBridge.deleteRule(id), "ResourceNotFoundException");
  },
};
