/** What an event log of Pulumi's engine says of one rule of the pack. */
export interface RuleResult {
  /** Names of rules with something to check, by whether any of their findings was left. */
  readonly passed: ReadonlySet<string>;
  readonly findings: readonly ReportedFinding[];
}

/** A finding of the log. */
export interface ReportedFinding {
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
  /** Absent where it is about the whole stack. */
  readonly urn?: string;
}

/** The events that are read, as `pulumi --event-log` writes them (`apitype.EngineEvent` of Pulumi's SDK for Go). */
interface EngineEvent {
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly policyPackName: string;
    readonly enforcementLevel: string;
  };
  readonly policyAnalyzeSummaryEvent?: Summary;
  readonly policyAnalyzeStackSummaryEvent?: Summary;
}

interface Summary {
  readonly policyPackName: string;
  readonly passed?: readonly string[];
}

/**
 * Reads an event log, a line of JSON an event. Events of other packs are left out.
 *
 * @throws Error that names the first line which is no event
 */
export function readEvents(text: string, pack: string): RuleResult {
  const passed = new Set<string>();
  const findings = new Map<string, ReportedFinding>();
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const { policyEvent, policyAnalyzeSummaryEvent, policyAnalyzeStackSummaryEvent } = eventOf(line, index + 1);
    for (const summary of [policyAnalyzeSummaryEvent, policyAnalyzeStackSummaryEvent]) {
      if (summary?.policyPackName === pack) for (const rule of summary.passed ?? []) passed.add(rule);
    }
    if (policyEvent?.policyPackName !== pack) return;
    const { policyName: rule, message, enforcementLevel, resourceUrn: urn } = policyEvent;
    const level = enforcementLevel === "mandatory" ? "mandatory" : "advisory";
    // An update logs the events of its preview, too.
    findings.set(JSON.stringify([rule, urn, message]), { rule, level, message: plain(message), ...(urn && { urn }) });
  });
  return { passed, findings: [...findings.values()] };
}

function eventOf(line: string, number: number): EngineEvent {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === "object" && event !== null) return event;
  } catch {
    // Described below, with what to do.
  }
  throw new Error(
    `line ${number} is no event of Pulumi's engine. Expected a line of JSON an event, as pulumi preview --event-log writes it.`,
  );
}

/** Without the marks for colours that the engine puts into texts, such as `<{%reset%}>`. */
const plain = (message: string): string => message.replace(/<\{%[^%]*%\}>/g, "").trim();
