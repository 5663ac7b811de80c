import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A report, or a part of one: figures, and what they were measured of. */
type Report = { readonly [name: string]: number | string | boolean | Report };

/** As a report, with the spread of each figure that differs: its median, and its extremes in brackets. */
type Spreads = { readonly [name: string]: number | string | boolean | Spreads };

const MAX_REPORT_BYTES = 2 ** 20;

/**
 * Runs this program several times, one run after the other, each in a process of its own.
 *
 * @param args of each run, which prints its report as JSON
 * @throws Error of a run that fails
 */
export async function severalRuns(runs: number, args: readonly string[]): Promise<Spreads> {
  const [, program = ""] = process.argv;
  const reports: Report[] = [];
  for (let run = 0; run < runs; run += 1) {
    const options = { maxBuffer: MAX_REPORT_BYTES };
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, program, ...args], options);
    reports.push(JSON.parse(stdout) as Report);
  }
  return spreadsOf(reports);
}

/** What is no figure is that of the first report. */
function spreadsOf(reports: readonly Report[]): Spreads {
  const [first = {}] = reports;
  const spreads = Object.entries(first).map(([name, value]): [string, Spreads[string]] => {
    const values = reports.map((report) => report[name]);
    if (typeof value === "number") return [name, spreadOf(values as number[])];
    return [name, typeof value === "object" ? spreadsOf(values as Report[]) : value];
  });
  return Object.fromEntries(spreads);
}

function spreadOf(values: readonly number[]): number | string {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((at) => sorted[at] ?? NaN);
  return least === most ? (median ?? NaN) : `${median} (${least} to ${most})`;
}
