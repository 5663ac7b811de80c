import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import type { StackResource } from "../../core/stack-view";
import { openApiDocument } from "../../join/openapi";

/** Longest list of names in a message. */
const MAX_NAMES = 5;

/** Resources whose content other tools deploy, with what to do. */
const hidden: readonly { readonly matches: (resource: StackResource) => boolean; readonly what: string }[] = [
  {
    matches: ({ type }) => type.startsWith("aws-native:") && !type.startsWith("aws-native:index:"),
    what: "resources of aws-native",
  },
  {
    matches: ({ type }) =>
      [
        "aws:cloudformation/stack:Stack",
        "aws:cloudformation/stackSet:StackSet",
        "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
      ].includes(type),
    what: "the resources of their CloudFormation templates",
  },
  {
    matches: ({ type }) => type === "aws:cloudcontrol/resource:Resource",
    what: "resources of Cloud Control",
  },
  {
    matches: (resource) =>
      ([...types.restApi, ...types.httpApi] as readonly string[]).includes(resource.type) &&
      typeof resource.get("body") === "string" &&
      openApiDocument(resource.get("body")) === undefined,
    what: "OpenAPI documents that are not JSON",
  },
];

export const packOutOfSight = defineRule({
  name: "pack-out-of-sight",
  description: "What the pack does not read is said.",
  why: "A stack without findings looks safe, also where its resources are of a kind that no rule reads.",
  level: "advisory",
  severity: "low",
  controls: {},
  always: true,
  remediationSteps: "Declare these resources with @pulumi/aws, or check them with another tool.",
  stack: (stack, context) => {
    for (const { matches, what } of hidden) {
      const found = stack.resources.filter(matches);
      const byType = new Map<string, string[]>();
      for (const { type, name } of found) byType.set(type, [...(byType.get(type) ?? []), name]);
      for (const [type, names] of byType) context.stackViolation(`Not checked: ${what}. ${type}: ${listOf(names)}.`);
    }
  },
});

function listOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
