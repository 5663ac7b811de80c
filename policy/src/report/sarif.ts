import { controlIds } from "../core/controls";
import type { Rule } from "../core/define-rule";
import { pageOf } from "../core/message";
import type { ControlReport } from "./control-report";

/** How GitHub ranks security results, 0.1 to 10 (its documentation of SARIF, `security-severity`). */
const securitySeverity = { critical: "9.5", high: "8.0", medium: "5.0", low: "2.0" } as const;

/**
 * A report in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS). A stack's resources are in no file:
 * each finding is located in `source`, and at its URN as a logical location (section 3.33).
 */
export function asSarif(
  { pack, version, rules: statuses }: ControlReport,
  rules: readonly Rule[],
  source: string,
): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: pack,
            version,
            rules: rules.map((rule) => ({
              id: rule.name,
              shortDescription: { text: rule.description },
              fullDescription: { text: rule.why },
              help: { text: `${rule.remediationSteps} See ${pageOf(rule)} of the pack.` },
              defaultConfiguration: { level: rule.enforcementLevel === "mandatory" ? "error" : "warning" },
              properties: {
                tags: ["security", ...controlIds(rule.controls)],
                "security-severity": securitySeverity[rule.severity ?? "low"],
              },
            })),
          },
        },
        results: statuses.flatMap(({ rule, findings }, ruleIndex) =>
          findings.map(({ level, message, urn }) => ({
            ruleId: rule,
            ruleIndex,
            level: level === "mandatory" ? "error" : "warning",
            message: { text: message },
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: source }, region: { startLine: 1 } },
                ...(urn !== undefined && {
                  logicalLocations: [
                    { fullyQualifiedName: urn, name: urn.split("::").at(-1) ?? urn, kind: "resource" },
                  ],
                }),
              },
            ],
            partialFingerprints: { "finding/v1": `${rule} ${urn ?? ""} ${message.split("\n")[0] ?? ""}` },
          })),
        ),
      },
    ],
  };
}
