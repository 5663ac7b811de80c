import pc from "picocolors";

import type { Finding, PolicyPack } from "../policy-host/types";

/** The result of a run's policy checks. */
export interface PolicyRun {
  readonly pack: Pick<PolicyPack, "name" | "version" | "rules">;
  /** Number of resources that were checked. */
  readonly resources: number;
  readonly findings: readonly Finding[];
  /** Number of remediations by rules of level `remediate`. */
  readonly remediations: number;
  /** Time the run spent waiting for the pack, in milliseconds. */
  readonly waitedMs: number;
}

/**
 * The findings, mandatory ones first, each with its rule, its resource and what to do, and one line that counts rules,
 * resources, violations and time. Colours follow the terminal (NO_COLOR and a pipe switch them off).
 */
export function formatPolicyRun(run: PolicyRun): string {
  const enabled = run.pack.rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled").length;
  const count = (level: Finding["level"]) => run.findings.filter((finding) => finding.level === level).length;
  const [mandatory, advisory] = [count("mandatory"), count("advisory")];
  const outcome = [
    `${enabled} rules`,
    `${run.resources} resources`,
    mandatory > 0 ? pc.red(`${mandatory} mandatory`) : "0 mandatory",
    advisory > 0 ? pc.yellow(`${advisory} advisory`) : "0 advisory",
    ...(run.remediations > 0 ? [`${run.remediations} remediated`] : []),
    `${Math.round(run.waitedMs)} ms`,
  ].join(", ");
  const header = `Policies: ${run.pack.name} v${run.pack.version}: ${outcome}`;
  const ordered = [...run.findings].sort((a, b) => rank(a) - rank(b) || a.policy.localeCompare(b.policy));
  return [header, ...ordered.map(formatFinding)].join("\n");
}

/** One finding for people: level, rule and resource on the first line, then what is wrong and what to do. */
export function formatFinding({ level, policy, urn, message, severity }: Finding): string {
  const label = level === "mandatory" ? pc.red("mandatory") : pc.yellow("advisory");
  const rating = severity === undefined ? "" : ` (${severity})`;
  const about = urn === undefined ? "the stack" : resourceOf(urn);
  const lines = message.split("\n").map((line) => `      ${line}`);
  return [`  [${label}] ${pc.bold(policy)}${rating}: ${about}`, ...lines].join("\n");
}

function rank({ level }: Finding): number {
  return level === "mandatory" ? 0 : 1;
}

/** "aws:s3/bucket:Bucket images-source" of "urn:pulumi:dev::project::parent$aws:s3/bucket:Bucket::images-source". */
function resourceOf(urn: string): string {
  const [, , qualifiedType, ...name] = urn.split("::");
  if (qualifiedType === undefined || name.length === 0) return urn;
  return `${qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1)} ${name.join("::")}`;
}
