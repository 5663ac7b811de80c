import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  Severity,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";

import { controlIds, frameworkOf, type Controls } from "./controls";
import { exceptionsSchema } from "./exceptions";
import { nearest } from "./nearest";
import { undecidedLevels } from "./pending-values";
import { isInProfile, type PackRun } from "./pack-run";
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
  /** What goes wrong without it. */
  readonly why: string;
  /** What a violation does by default: `mandatory` stops the run. */
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  readonly controls: Controls;
  /** How to fix a violation. It ends every message. */
  readonly remediationSteps: string;
  readonly settings?: SettingsSchema<C>;
  /** True for rules about the pack's own configuration: they are on in every profile. */
  readonly always?: true;
  /** Checks the inputs of one resource before it is created or updated. */
  readonly resource?: {
    /** Type tokens of the resources that are checked. */
    readonly types: readonly string[] | "every";
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
    /** What it does, as a clause after "`remediate`": `sets retentionInDays`. */
    readonly does: string;
    readonly apply: (props: Record<string, unknown>, settings: C, type: string) => void;
  };
}

/** A rule of the pack: what is said of it, and how a pack serves it. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  readonly why: string;
  readonly enforcementLevel: "mandatory" | "advisory";
  readonly severity: Severity;
  readonly controls: Controls;
  readonly remediationSteps: string;
  /** True where the rule is on in every profile. */
  readonly always: boolean;
  readonly configSchema: { readonly properties: Readonly<Record<string, PolicyConfigJSONSchema>> };
  /** What the level `remediate` does, as a clause; undefined where it fixes nothing. */
  readonly remediates: string | undefined;
  /** The policy that the SDK serves. All rules of a pack share one run. */
  serve(run: PackRun): ServedRule;
}

type ServedRule = ResourceValidationPolicy & Partial<Pick<StackValidationPolicy, "validateStack">>;

/** Settings that every rule has. */
const commonSettings = {
  enabled: {
    type: "boolean" as const,
    default: false,
    description: "Whether the rule is on where the profile does not have it.",
  },
  undecided: {
    type: "string" as const,
    enum: [...undecidedLevels],
    default: "inherited",
    description:
      "What it means in a preview that a value which the rule needs is unknown: advisory, a note of pack-unknown-values; mandatory, a finding of pack-undecided; inherited, what pack-undecided has here, which is advisory by default.",
  },
  exceptions: exceptionsSchema,
};

/** Settings that every rule has, and that its page and README do not repeat. */
export const commonSettingNames: readonly string[] = Object.keys(commonSettings);

/** Makes a rule: profiles, exceptions, unknown values and settings work the same way in all of them. */
export function defineRule<C extends object>(spec: RuleSpec<C>): Rule {
  const { name, description, level, severity, controls, remediationSteps, remediate } = spec;
  const configSchema = { properties: { ...spec.settings, ...commonSettings } };
  const rule = { name, description, enforcementLevel: level, severity, remediationSteps, configSchema };
  return {
    ...rule,
    why: spec.why,
    controls,
    always: spec.always === true,
    remediates: remediate?.does,
    serve: (run) => ({ ...rule, tags: controlIds(controls), ...frameworkOf(controls), ...validationsOf(spec, run) }),
  };
}

type Validations = Partial<
  Pick<ResourceValidationPolicy, "validateResource" | "remediateResource"> &
    Pick<StackValidationPolicy, "validateStack">
>;

function validationsOf<C extends object>(spec: RuleSpec<C>, run: PackRun): Validations {
  const { resource, stack, remediate } = spec;
  type Args = ResourceValidationArgs | StackValidationArgs;
  const isOn = (args: Args) =>
    spec.always === true || isInProfile(run.profile, spec) || args.getConfig<{ enabled?: boolean }>().enabled === true;
  const contextOf = <R extends ResourceView>(args: Args, report: ReportViolation) =>
    new RuleContext<C, R>(spec, args.getConfig<C>(), args.stackTags, run, report);
  return {
    ...(resource && {
      validateResource: (args: ResourceValidationArgs, report: ReportViolation) => {
        run.acknowledgements.note(args);
        // Otherwise the check of the stack does it, once.
        if (stack === undefined) noteUnknownSettings(spec, args.getConfig(), run);
        if (resource.types !== "every" && !resource.types.includes(args.type))
          endNotApplicable(args, `checks ${resource.types.join(", ")}`);
        if (!isOn(args)) endNotApplicable(args, `off in the profile "${run.profile}"`);
        const context = contextOf<ResourceView>(args, report);
        if (stack === undefined && resource.types !== "every")
          run.noteChecked(spec.name, (stackName) => context.closeExceptions(stackName));
        resource.check(new ResourceView(args), context);
        context.close();
      },
    }),
    ...(remediate && {
      remediateResource: (args: ResourceValidationArgs) => {
        if (!remediate.types.includes(args.type)) return;
        remediate.apply(args.props, args.getConfig<C>(), args.type);
        return withWireArchives(args.props);
      },
    }),
    // The SDK reads every resource anew for each policy of the stack, so rules that check single resources have none.
    ...(stack && {
      validateStack: (args: StackValidationArgs, report: ReportViolation) => {
        noteUnknownSettings(spec, args.getConfig(), run);
        run.acknowledgements.noteStack(args.resources);
        // Whether an exception matched a finding about a single resource is known now.
        run.closeChecked(stackNameOf(args));
        if (!isOn(args)) endNotApplicable(args, `off in the profile "${run.profile}"`);
        const context = contextOf<StackResource>(args, report);
        const view = new StackView(args.resources);
        stack(view, context);
        context.close();
        if (resource && resource.types !== "every") view.ofType(...resource.types);
        // Without a resource to check, an unused exception is for an optional part of the program that is switched off.
        if (view.matchedAnyResource) context.closeExceptions(stackNameOf(args));
        else if (spec.always !== true) endNotApplicable(args, "the stack has nothing that it checks");
      },
    }),
  };
}

/**
 * Ends a check that the rule does not make, as most checks of a stack end: for that the SDK throws an error, which it
 * catches. Its stack trace, which nobody sees, is not collected: that takes time.
 */
function endNotApplicable(args: ResourceValidationArgs | StackValidationArgs, reason: string): never {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return args.notApplicable(reason);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The engine checks the values of settings, and passes on those that a rule does not have. */
function noteUnknownSettings(rule: Pick<RuleSpec<object>, "name" | "settings">, given: object, run: PackRun): void {
  const known = Object.keys({ ...rule.settings, ...commonSettings });
  for (const setting of Object.keys(given).filter((each) => !known.includes(each))) {
    const meant = nearest(setting, known);
    run.noteSettingProblem(
      `${rule.name} has no setting "${setting}"; ${meant === undefined ? `it has ${known.join(", ")}` : `"${meant}" may be meant`}`,
    );
  }
}

function stackNameOf({ resources }: StackValidationArgs): string {
  return resources[0]?.urn.split(":")[2] ?? "";
}
