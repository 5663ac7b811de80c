/**
 * `npm run test:sdk`: the program, the embedded run and the policy pack with the oldest supported versions of Pulumi's
 * packages, the pinned ones and the newest that npm serves. Each is installed in a copy of the project, which is
 * removed in the end.
 *
 * With `--after-npm-test` the tests are left out where the versions are the pinned ones: `npm test` has just run them.
 *
 * Prints each step as it runs and one table; exit code 1 if any step failed, 130 if interrupted.
 */
import { parseArgs } from "node:util";

import Table from "cli-table3";

import { ProjectCopy } from "./project-copy";
import { STEPS, type StepContext } from "./steps";
import {
  assertOldestIsDeclared,
  newestVersions,
  OLDEST,
  pinnedVersions,
  SDK_PACKAGES,
  type Versions,
} from "./versions";

/** Lines that are shown of the output of a step that failed. */
const SHOWN_LINES = 60;

interface Row {
  readonly label: string;
  readonly versions: Versions;
  /** By the name of a step; a step that did not run has none. */
  readonly outcomes: Map<string, "ok" | "FAILED" | "in npm test">;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { "after-npm-test": { type: "boolean", default: false } } });
  assertOldestIsDeclared();
  const pinned = pinnedVersions();
  const rows = rowsOf({ pinned, oldest: OLDEST, newest: await newestVersions() });
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupt.abort());
  const copy = new ProjectCopy();
  try {
    const reference = {};
    for (const row of rows) {
      if (interrupt.signal.aborted) break;
      if (values["after-npm-test"] && row.versions === pinned) {
        for (const { name, inNpmTest } of STEPS) if (inNpmTest === true) row.outcomes.set(name, "in npm test");
      }
      await runSteps(row, { copy, versions: row.versions, signal: interrupt.signal, reference });
    }
  } finally {
    copy.remove();
  }
  if (interrupt.signal.aborted) return 130;
  console.log(`\n${tableOf(rows)}\n`);
  const outcomes = rows
    .flatMap((row) => STEPS.map(({ name }) => row.outcomes.get(name)))
    .filter((outcome) => outcome !== "in npm test");
  const passed = outcomes.filter((outcome) => outcome === "ok").length;
  // As mocha says it, which `.ci/run` reads.
  console.log(`  ${passed} passing\n  ${outcomes.length - passed} failing`);
  return passed === outcomes.length ? 0 : 1;
}

/** One row for each set of versions: labels whose versions are the same share it. */
function rowsOf(sets: Readonly<Record<string, Versions>>): Row[] {
  const rows = new Map<string, Row>();
  for (const [label, versions] of Object.entries(sets)) {
    const key = SDK_PACKAGES.map((name) => versions[name]).join(" ");
    const row = rows.get(key);
    rows.set(key, {
      label: row === undefined ? label : `${row.label}, ${label}`,
      versions: row?.versions ?? versions,
      outcomes: new Map(),
    });
  }
  return [...rows.values()];
}

async function runSteps({ label, versions, outcomes }: Row, context: StepContext): Promise<void> {
  console.log(`\n${label}: ${SDK_PACKAGES.map((name) => `${name} ${versions[name]}`).join(", ")}`);
  for (const { name, run } of STEPS) {
    if (context.signal.aborted) return;
    if (outcomes.has(name)) continue;
    process.stdout.write(`  ${name} … `);
    const started = performance.now();
    const problem = await run(context);
    outcomes.set(name, problem === undefined ? "ok" : "FAILED");
    console.log(`${outcomes.get(name)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    if (problem === undefined) continue;
    for (const line of problem.trimEnd().split("\n").slice(-SHOWN_LINES)) console.log(`    | ${line}`);
    // Nothing else can be expected to work.
    if (name === "install") return;
  }
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ["versions", ...SDK_PACKAGES, ...STEPS.map(({ name }) => name)],
    style: { head: [], border: [], compact: true },
  });
  for (const { label, versions, outcomes } of rows) {
    table.push([
      label,
      ...SDK_PACKAGES.map((name) => versions[name]),
      ...STEPS.map(({ name }) => outcomes.get(name) ?? "not run"),
    ]);
  }
  return table.toString();
}

void main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(`test:sdk: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
