/** What a violation of a rule means for the run: `mandatory` stops it, `advisory` is only shown. */
type FindingLevel = "advisory" | "mandatory";

/** A rule's setting: what happens when it is violated, or `disabled` if it is not checked. */
export type EnforcementLevel = FindingLevel | "remediate" | "disabled";

/** How much harm a violation can do, as the pack's author rates it. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * Plain JSON in Pulumi's wire encoding: unknown sentinels are strings, secrets and assets are objects with a signature.
 */
export type WireProperties = Readonly<Record<string, unknown>>;

/** Options of a resource that a pack can see. Every field may be left out. */
export interface AnalyzedOptions {
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly aliases?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** In seconds; 0 or absent means the provider's default. */
  readonly customTimeouts?: { readonly create?: number; readonly update?: number; readonly delete?: number };
}

/** The provider that a resource is made with. */
export interface AnalyzedProvider {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: WireProperties;
}

/** A resource as a pack checks it: inputs for `remediate` and `analyze`, outputs for `analyzeStack`. */
export interface AnalyzedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: WireProperties;
  readonly parent?: string;
  /** URNs of every resource that this one depends on. */
  readonly dependencies: readonly string[];
  /** For each input, the URNs of the resources whose outputs it was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: AnalyzedOptions;
  readonly provider?: AnalyzedProvider;
}

/** A violation, or a note, that a rule of the pack reported. */
export interface Finding {
  /** Name of the rule. */
  readonly policy: string;
  /** Name of the pack. */
  readonly pack: string;
  readonly level: FindingLevel;
  readonly message: string;
  /** The resource it is about; absent where it is about the whole stack. */
  readonly urn?: string;
  readonly severity?: Severity;
}

/** A rule as the pack announces it, with the level that the configuration gives it. */
interface PolicyRule {
  readonly name: string;
  readonly enforcementLevel: EnforcementLevel;
}

/** A remediation by a rule of level `remediate`, or why there was none. */
interface AppliedRemediation {
  readonly policy: string;
  readonly description: string;
  /** Set where the rule could not run, such as for a value that is not known yet. */
  readonly diagnostic?: string;
}

/** A resource's inputs after every remediation, in order. */
export interface RemediationResult {
  readonly properties: WireProperties;
  readonly remediations: readonly AppliedRemediation[];
}

/** Facts of the run for the pack, and the file of its configuration. */
export interface StartOptions {
  /** JSON file in the format of the CLI's `--policy-pack-config`. Default: none. */
  readonly configFile?: string;
  readonly stack?: string;
  readonly project?: string;
  readonly organization?: string;
  /** The stack's tags, as rules see them in `stackTags`. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** True in a preview. Default: false. */
  readonly dryRun?: boolean;
  /** The longest the pack may take to listen, in milliseconds. Default: 30 000. Above it: `POLICY_PACK_TIMEOUT`. */
  readonly startTimeoutMs?: number;
}

/** A policy pack that is running in a process of its own. */
export interface PolicyPack {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly PolicyRule[];
  /** Milliseconds from the start of the process until the pack was configured. */
  readonly startMs: number;
  /** Applies the rules of level `remediate`. */
  remediate(resource: AnalyzedResource): Promise<RemediationResult>;
  /** Checks one resource's inputs, before it is created or updated. */
  analyze(resource: AnalyzedResource): Promise<Finding[]>;
  /** Checks all resources' outputs, at the end of the run. */
  analyzeStack(resources: readonly AnalyzedResource[]): Promise<Finding[]>;
  /** Ends the process. Safe to call more than once. */
  close(): Promise<void>;
}
