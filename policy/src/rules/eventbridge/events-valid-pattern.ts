import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt, type Plain } from "../../core/plain-value";
import type { ResourceView } from "../../core/resource-view";
import { types } from "../../core/resource-types";
import { patternProblem } from "../../join/event-pattern";

/** Paths of lists of filters. */
const filterPaths: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: types.eventSourceMapping, path: "filterCriteria.filters" },
  { types: types.pipe, path: "sourceParameters.filterCriteria.filters" },
];

export const eventsValidPattern = defineRule({
  name: "events-valid-pattern",
  description: "Event patterns and filters of event sources are well-formed.",
  why: "A pattern that is not well-formed is refused in the middle of an update; with a value in place of a list it matches nothing.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps:
    'Write the pattern as a JSON object whose leaves are lists of values or comparisons, such as {"source": ["aws.s3"], "detail": {"key": [{"prefix": "in/"}]}}.',
  resource: {
    types: [...types.eventRule, ...filterPaths.flatMap((location) => location.types)],
    check: (resource, context) => {
      for (const { pattern, label } of patternsOf(resource)) {
        if (isUnknown(pattern)) context.pending(resource, pattern.path);
        else if (pattern !== null) {
          const problem = patternProblem(pattern);
          if (problem !== undefined) context.violation(resource, `has ${label} ${problem}`);
        }
      }
    },
  },
});

function patternsOf(resource: ResourceView): { pattern: Plain; label: string }[] {
  if ((types.eventRule as readonly string[]).includes(resource.type))
    return [{ pattern: resource.get("eventPattern"), label: "an event pattern" }];
  return filterPaths
    .filter((location) => location.types.includes(resource.type))
    .flatMap(({ path }) => itemsOf(resource.get(path)))
    .map((filter, index) => ({
      pattern: isUnknown(filter) ? filter : valueAt(filter, "pattern"),
      label: `a filter (number ${index + 1})`,
    }));
}
