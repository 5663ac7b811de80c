import pc from "picocolors";

import type { DiagnosticEvent, EngineEvent, StepEvent } from "../engine/events";
import { isDefaultProvider, parseUrn } from "../engine/urn";
import { diffLines } from "./diff";
import { foldedLines, progressLine } from "./folded";
import { LiveRegion } from "./live-region";
import { ResourceRows } from "./resource-rows";
import { because, treeLines } from "./tree";
import { colours, seconds, shortType, signs, statusOf } from "./words";

/** Shows a run while it happens. */
export interface StackDisplay {
  take(event: EngineEvent): void;
  /** Leaves the screen as it is and prints the diagnostics. */
  end(): void;
}

/** How a run is shown. */
export interface DisplayOptions {
  readonly stack: string;
  readonly dryRun: boolean;
  /** True to print every step with its properties instead of the tree. */
  readonly diff?: boolean;
  /** True to show how far the run is, and in the end counts instead of each resource that is new. */
  readonly folded?: boolean;
}

/** Width of what is not a terminal, in columns. */
const DEFAULT_COLUMNS = 100;

/**
 * Shows a run the way `pulumi up` does: on a terminal a tree that is drawn again with every step, elsewhere one line
 * for each step that is done. Folded, it is one line that moves and, elsewhere, nothing until the run has ended.
 */
export function stackDisplay(out: NodeJS.WriteStream, options: DisplayOptions): StackDisplay {
  const { stack, dryRun, diff = false, folded = false } = options;
  const print = (line: string) => void out.write(`${line}\n`);
  const rows = new ResourceRows();
  const diagnostics: DiagnosticEvent[] = [];
  let ended = false;
  const foldedNow = () =>
    ended ? foldedLines(rows.all(), dryRun, out.columns || DEFAULT_COLUMNS) : [progressLine(rows.all(), dryRun)];
  const linesNow = folded ? foldedNow : () => treeLines(rows.tree(), dryRun);
  const live = out.isTTY && !diff ? new LiveRegion(out, linesNow) : undefined;
  print(pc.magenta(pc.bold(`${dryRun ? "Previewing" : "Updating"} (${stack})`)));
  print("");
  const showStep = (step: StepEvent) => {
    rows.take(step);
    if (live) return live.update();
    if (folded) return;
    const done = step.phase === "end" && step.op !== "same";
    if (isDefaultProvider(step) || !(done || step.phase === "fail")) return;
    (diff && done ? diffLines(step) : [stepLine(rows, step, dryRun)]).forEach(print);
  };
  return {
    take(event) {
      if (event.kind === "step") showStep(event);
      if (event.kind === "diagnostic" && event.severity !== "debug") {
        diagnostics.push(event);
      }
    },
    end() {
      ended = true;
      if (live) live.end();
      else if (folded) foldedNow().forEach(print);
      diagnosticLines(diagnostics).forEach(print);
    },
  };
}

function stepLine(rows: ResourceRows, step: StepEvent, dryRun: boolean): string {
  const row = rows.row(step.urn);
  const status = [
    statusOf(step.op, step.phase, dryRun),
    dryRun ? "" : seconds(row?.elapsedMs ?? 0),
    row ? because(row) : "",
  ];
  const what = `${shortType(step.type)} ${step.name}`;
  return ` ${colours[step.op](signs[step.op].padEnd(2))} ${what} ${colours[step.op](status.filter((text) => text !== "").join(" "))}`;
}

const severityColours = { debug: pc.dim, info: (text: string) => text, warning: pc.yellow, error: pc.red } as const;

/** All diagnostics, by resource. */
function diagnosticLines(diagnostics: readonly DiagnosticEvent[]): string[] {
  if (diagnostics.length === 0) return [];
  const urns = [...new Set(diagnostics.map(({ urn }) => urn))];
  const blocks = urns.flatMap((urn) => [
    `  ${urn === "" ? "pulumi:pulumi:Stack" : `${shortType(parseUrn(urn).type)} (${parseUrn(urn).name})`}:`,
    ...diagnostics
      .filter((one) => one.urn === urn)
      .flatMap(({ severity, message }) => {
        const label = severity === "info" ? "" : `${severity}: `;
        return message
          .trimEnd()
          .split("\n")
          .map((line, i) => `    ${severityColours[severity](`${i === 0 ? label : ""}${line}`)}`);
      }),
  ]);
  return ["", pc.bold("Diagnostics:"), ...blocks];
}
