import { defineRule } from "../core/define-rule";
import { tagsOf } from "../core/production";
import { taggable } from "../core/taggable";
import { isUnknown } from "../core/unknown";

interface Settings {
  readonly tags: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** Whose a resource is, and what it costs whom, can be seen from the resource. */
export const requiredTags = defineRule<Settings>({
  name: "required-tags",
  description: "Resources that take tags have those that the configuration asks for.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Add the tags to the resource, or to the defaultTags of its provider.",
  settings: {
    tags: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "Tags that every resource has. Case counts.",
    },
    values: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {},
      description: 'Values that the level "remediate" gives to missing tags.',
    },
  },
  resource: {
    types: taggable,
    check: (resource, inquiry) => {
      const tags = resource.get("tags");
      if (isUnknown(tags)) return inquiry.pending(resource, tags.path);
      const present = new Set(tagsOf(resource).map(([key]) => key));
      const missing = inquiry.settings.tags.filter((tag) => !present.has(tag));
      if (missing.length > 0) inquiry.violation(resource, `lacks the tags ${missing.join(", ")}`);
    },
  },
  repair: {
    types: taggable,
    apply: (props, { tags = [], values = {} }) => {
      const present = (props["tags"] ?? {}) as Record<string, unknown>;
      const missing = tags.filter((tag) => !Object.keys(present).includes(tag) && values[tag] !== undefined);
      if (missing.length === 0) return;
      // Set one by one on what is there: the values beside them may be unknown or secret.
      for (const tag of missing) present[tag] = values[tag];
      props["tags"] = present;
    },
  },
});
