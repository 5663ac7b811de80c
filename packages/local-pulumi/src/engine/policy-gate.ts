import type { AnalyzedResource, Finding, PolicyPack } from "../policy-host/types";
import { EngineError } from "./errors";
import type { EventSink } from "./events";
import { sameValue, toPropertyMap, type PropertyMap } from "../property-values";

/** The part of a policy pack that the engine uses. */
export type Pack = Pick<PolicyPack, "name" | "version" | "rules" | "remediate" | "analyze" | "analyzeStack">;

/** Checks every resource and the whole stack against a policy pack, and collects the findings. */
export class PolicyGate {
  private readonly load: () => Promise<Pack>;
  private pack: Promise<Pack> | undefined;
  private readonly emit: EventSink;
  private readonly collected: Finding[] = [];
  private analyzedCount = 0;
  private remediationCount = 0;
  private waiting = 0;
  private waitingSince = 0;
  private totalWaitMs = 0;

  /** @param load starts the pack; called once */
  constructor(load: () => Promise<Pack>, emit: EventSink) {
    this.load = load;
    this.emit = emit;
  }

  /** Starts the pack, before the first check. */
  async start(): Promise<void> {
    await this.running();
  }

  get findings(): readonly Finding[] {
    return this.collected;
  }

  get resources(): number {
    return this.analyzedCount;
  }

  get remediations(): number {
    return this.remediationCount;
  }

  /** Time in which at least one check was under way, in milliseconds. */
  get waitedMs(): number {
    return this.totalWaitMs;
  }

  /** The inputs after the pack's remediations; the same object if none applied. */
  async remediate(resource: AnalyzedResource, inputs: PropertyMap): Promise<PropertyMap> {
    const pack = await this.running();
    if (!pack.rules.some(({ enforcementLevel }) => enforcementLevel === "remediate")) return inputs;
    const { properties, remediations } = await this.timed(() => pack.remediate(resource));
    for (const { policy, description, diagnostic } of remediations) {
      if (diagnostic === undefined) this.remediationCount += 1;
      const level = diagnostic === undefined ? "remediated" : "advisory";
      this.emit({
        kind: "policy",
        level,
        policy,
        pack: pack.name,
        message: diagnostic ?? description,
        urn: resource.urn,
      });
    }
    const remediated = toPropertyMap(properties);
    return sameValue(remediated, inputs) ? inputs : remediated;
  }

  /** Findings about one resource's inputs. */
  async analyze(resource: AnalyzedResource): Promise<readonly Finding[]> {
    this.analyzedCount += 1;
    return this.record(await this.timed(async () => (await this.running()).analyze(resource)));
  }

  /** Findings about all resources' outputs. */
  async analyzeStack(resources: readonly AnalyzedResource[]): Promise<readonly Finding[]> {
    return this.record(await this.timed(async () => (await this.running()).analyzeStack(resources)));
  }

  private running(): Promise<Pack> {
    return (this.pack ??= this.load());
  }

  private record(findings: readonly Finding[]): readonly Finding[] {
    for (const finding of findings) {
      this.collected.push(finding);
      const { level, policy, pack, message, urn, severity } = finding;
      this.emit({ kind: "policy", level, policy, pack, message, urn: urn ?? "", ...(severity && { severity }) });
    }
    return findings;
  }

  private async timed<T>(check: () => Promise<T>): Promise<T> {
    if (this.waiting++ === 0) this.waitingSince = performance.now();
    try {
      return await check();
    } finally {
      if (--this.waiting === 0) this.totalWaitMs += performance.now() - this.waitingSince;
    }
  }
}

/** The error that ends a run at a mandatory finding; the finding itself has been reported. */
export function violation(what: string): EngineError {
  return new EngineError("POLICY_VIOLATION", `${what} violates a mandatory policy`);
}
