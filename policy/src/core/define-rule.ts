import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  Severity,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";

import { acknowledgeSchema } from "./acknowledgement";
import { AcknowledgementBook } from "./acknowledgement-book";
import { controlIds, frameworkOf, type Controls } from "./controls";
import { Inquiry } from "./inquiry";
import { ResourceView } from "./resource-view";
import { StackView, type StackResource } from "./stack-view";
import { withWireArchives } from "./wire-archives";

/** Schema of a rule's settings. Each has a default, so that the pack works without any configuration. */
export type SettingsSchema<C> = { readonly [K in keyof C]: PolicyConfigJSONSchema & { readonly default: C[K] } };

/** A rule as its file states it. */
export interface RuleSpec<C extends object> {
  /** `<service>-<demand>`, as the file is named. */
  readonly name: string;
  /** The demand, as one sentence. */
  readonly description: string;
  /** What a violation does by default: `mandatory` stops the run. */
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  readonly controls: Controls;
  /** What to do about a violation. It ends every message. */
  readonly remediationSteps: string;
  readonly settings?: SettingsSchema<C>;
  /** Asks about one resource's inputs, before it is created or updated. */
  readonly resource?: {
    /** Tokens of the types it is about. */
    readonly types: readonly string[];
    readonly check: (resource: ResourceView, inquiry: Inquiry<C>) => void;
  };
  /** Asks about the whole stack, where a demand is met by a resource of its own. */
  readonly stack?: (stack: StackView, inquiry: Inquiry<C, StackResource>) => void;
  /** Sets right what is wrong, where the level is `remediate`. May change `props` only, and reads nothing that may be unknown without need. */
  readonly repair?: {
    readonly types: readonly string[];
    readonly apply: (props: Record<string, unknown>, settings: C, type: string) => void;
  };
}

/** A rule of the pack: what the SDK serves, and what the table in README is made from. */
export type Rule = ResourceValidationPolicy &
  StackValidationPolicy & {
    readonly enforcementLevel: "mandatory" | "advisory";
    readonly severity: Severity;
    readonly remediationSteps: string;
    readonly tags: string[];
    /** True where the level `remediate` sets violations right. */
    readonly remediates: boolean;
  };

/** Makes a rule: acknowledgements, unknown values and settings work in the same way in all of them. */
export function defineRule<C extends object>(spec: RuleSpec<C>): Rule {
  const book = new AcknowledgementBook();
  const ask = (args: ResourceValidationArgs | StackValidationArgs, report: ReportViolation) =>
    new Inquiry<C>(spec, args.getConfig<C>(), args.stackTags, book, report);

  const { resource, stack, repair } = spec;
  return {
    name: spec.name,
    description: spec.description,
    enforcementLevel: spec.level,
    severity: spec.severity,
    remediationSteps: spec.remediationSteps,
    tags: controlIds(spec.controls),
    ...frameworkOf(spec.controls),
    configSchema: { properties: { ...spec.settings, acknowledge: acknowledgeSchema } },
    remediates: repair !== undefined,
    ...(resource && {
      validateResource: (args: ResourceValidationArgs, report: ReportViolation) => {
        if (!resource.types.includes(args.type)) return;
        resource.check(new ResourceView(args), ask(args, report));
      },
    }),
    ...(repair && {
      remediateResource: (args: ResourceValidationArgs) => {
        if (!repair.types.includes(args.type)) return;
        repair.apply(args.props, args.getConfig<C>(), args.type);
        return withWireArchives(args.props);
      },
    }),
    // Also where the rule asks about single resources only: whether an acknowledgement matches anything is known at the end.
    validateStack: (args: StackValidationArgs, report: ReportViolation) => {
      const inquiry = ask(args, report);
      const view = new StackView(args.resources);
      stack?.(view, inquiry);
      if (resource) view.ofType(...resource.types);
      // An optional part that is switched off takes along what its acknowledgements were for.
      if (view.hasBeenOfUse) inquiry.closeAcknowledgements(stackNameOf(args));
    },
  };
}

function stackNameOf({ resources }: StackValidationArgs): string {
  return resources[0]?.urn.split(":")[2] ?? "";
}
