import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  Severity,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

import { controlIds, frameworkOf, type Controls } from "./controls";
import { exceptionsSchema, ExceptionTracker } from "./exceptions";
import { ResourceView } from "./resource-view";
import { RuleContext, type SettingsSchema } from "./rule-context";
import { StackView, type StackResource } from "./stack-view";
import { withWireArchives } from "./wire-archives";

/** A rule as its file states it. */
interface RuleSpec<C extends object> {
  /** `<service>-<requirement>`, also the name of its file. */
  readonly name: string;
  /** The requirement, as one sentence. */
  readonly description: string;
  /** What a violation does by default: `mandatory` stops the run. */
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  readonly controls: Controls;
  /** How to fix a violation. It ends every message. */
  readonly remediationSteps: string;
  readonly settings?: SettingsSchema<C>;
  /** Checks the inputs of one resource before it is created or updated. */
  readonly resource?: {
    /** Type tokens of the resources that are checked. */
    readonly types: readonly string[];
    readonly check: (resource: ResourceView, context: RuleContext<C>) => void;
  };
  /** Checks the whole stack, where a requirement is met by a separate resource. */
  readonly stack?: (stack: StackView, context: RuleContext<C, StackResource>) => void;
  /**
   * Fixes the inputs where the level is `remediate`. May change `props` only, and should not read values that may be
   * unknown.
   */
  readonly remediate?: {
    readonly types: readonly string[];
    readonly apply: (props: Record<string, unknown>, settings: C, type: string) => void;
  };
}

/** A rule of the pack: what the SDK serves, and the source of README's table. */
export type Rule = ResourceValidationPolicy &
  StackValidationPolicy & {
    readonly enforcementLevel: "mandatory" | "advisory";
    readonly severity: Severity;
    readonly remediationSteps: string;
    readonly tags: string[];
    /** True where the level `remediate` fixes violations. */
    readonly remediates: boolean;
  };

/** Makes a rule: exceptions, unknown values and settings work the same way in all of them. */
export function defineRule<C extends object>(spec: RuleSpec<C>): Rule {
  const tracker = new ExceptionTracker();
  const contextOf = (args: ResourceValidationArgs | StackValidationArgs, report: ReportViolation) =>
    new RuleContext<C>(spec, args.getConfig<C>(), args.stackTags, tracker, report);

  const { resource, stack, remediate } = spec;
  return {
    name: spec.name,
    description: spec.description,
    enforcementLevel: spec.level,
    severity: spec.severity,
    remediationSteps: spec.remediationSteps,
    tags: controlIds(spec.controls),
    ...frameworkOf(spec.controls),
    configSchema: { properties: { ...spec.settings, exceptions: exceptionsSchema } },
    remediates: remediate !== undefined,
    ...(resource && {
      validateResource: (args: ResourceValidationArgs, report: ReportViolation) => {
        if (!resource.types.includes(args.type)) return;
        resource.check(new ResourceView(args), contextOf(args, report));
      },
    }),
    ...(remediate && {
      remediateResource: (args: ResourceValidationArgs) => {
        if (!remediate.types.includes(args.type)) return;
        remediate.apply(args.props, args.getConfig<C>(), args.type);
        return withWireArchives(args.props);
      },
    }),
    // Also for rules that check single resources only: whether an exception matched a finding is known at the end of
    // the run.
    validateStack: (args: StackValidationArgs, report: ReportViolation) => {
      const context = contextOf(args, report);
      const view = new StackView(args.resources);
      stack?.(view, context);
      if (resource) view.ofType(...resource.types);
      // Without a resource to check, an unused exception is for an optional part of the program that is switched off.
      if (view.matchedAnyResource) context.closeExceptions(stackNameOf(args));
    },
  };
}

function stackNameOf({ resources }: StackValidationArgs): string {
  return resources[0]?.urn.split(":")[2] ?? "";
}
