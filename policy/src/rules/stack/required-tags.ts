import { defineRule } from "../../core/define-rule";
import { isUnknown } from "../../core/plain-value";
import { tagsOf } from "../../core/production";
import { taggableTypes } from "../../core/resource-types";

interface Settings {
  readonly tags: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

export const requiredTags = defineRule<Settings>({
  name: "required-tags",
  description: "Resources have the tags that the configuration requires.",
  why: "Tags attribute a resource to its owner and its costs.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Add the tags to the resource, or to the defaultTags of its provider.",
  settings: {
    tags: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "Required tags. Case-sensitive.",
    },
    values: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {},
      description: 'Values that the level "remediate" sets for missing tags.',
    },
  },
  resource: {
    types: taggableTypes,
    check: (resource, context) => {
      const tags = resource.get("tags");
      if (isUnknown(tags)) return context.pending(resource, tags.path);
      const present = new Set(tagsOf(resource).map(([key]) => key));
      const missing = context.settings.tags.filter((tag) => !present.has(tag));
      if (missing.length > 0) context.violation(resource, `has no tags ${missing.join(", ")}`);
    },
  },
  remediate: {
    types: taggableTypes,
    does: "adds the missing tags that have a value in the settings",
    apply: (props, { tags = [], values = {} }) => {
      const present = (props["tags"] ?? {}) as Record<string, unknown>;
      const missing = tags.filter((tag) => !Object.keys(present).includes(tag) && values[tag] !== undefined);
      if (missing.length === 0) return;
      // Added to the existing object: the other values in it may be unknown or secret.
      for (const tag of missing) present[tag] = values[tag];
      props["tags"] = present;
    },
  },
});
