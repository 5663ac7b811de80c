import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { describeEnvironment } from "./environment";
import { benchImaging, drawSheet, type ImagingOptions } from "./imaging";
import { describeImaging } from "./imaging/report";
import { benchPipeline, describePipeline } from "./pipeline";

interface Flags {
  readonly json?: boolean;
  readonly photos?: string;
  readonly sheet?: string | boolean;
  readonly only: readonly string[];
  readonly rounds: number;
  readonly python: string;
  readonly out?: string;
}

const DEFAULT_SHEET = "bench/results/sheet.png";

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number above 0");
  return value;
}

const program = new Command("npm run bench --")
  .description(
    "Measures the embedded run, and imaging next to sharp, jimp as it comes and Pillow, in one run, interleaved.",
  )
  .option("--json", "print the results as JSON alone")
  .option("--photos <dir>", "measure photographs of this folder instead of scenes made by a script")
  .option("--only <cell...>", "measure these cells of imaging only, e.g. jpeg-12mp png-3mp", [])
  .option("--rounds <n>", "interleaved rounds of each warm cell", positiveInteger, 7)
  .option("--python <path>", "Python with Pillow", process.env["BENCH_PYTHON"] ?? "python3")
  .option("--out <file>", "also write the results to this file, as JSON")
  .option("--sheet [file]", `draw a contact sheet and measure nothing (default file: ${DEFAULT_SHEET})`);

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const progress = (message: string): void => void process.stderr.write(`${message}\n`);
  const { photos, only, rounds, python } = flags;
  const options: ImagingOptions = {
    only,
    rounds,
    python,
    progress,
    ...(photos !== undefined && { photos: resolve(photos) }),
  };
  if (flags.sheet !== undefined && flags.sheet !== false) {
    const file = resolve(typeof flags.sheet === "string" ? flags.sheet : DEFAULT_SHEET);
    await drawSheet(file, options);
    process.stdout.write(`${file}\n`);
    return;
  }
  const environment = describeEnvironment();
  const pipeline = only.length > 0 ? undefined : await benchPipeline(progress);
  const results = await benchImaging(options);
  const measured = new Date().toISOString().slice(0, 10);
  const json = `${JSON.stringify({ ...environment, measured, ...(pipeline && { pipeline }), ...results }, null, 2)}\n`;
  if (flags.out !== undefined) writeFileSync(resolve(flags.out), json);
  const { machine, node, commit } = environment;
  process.stdout.write(
    flags.json
      ? json
      : `${machine}, Node ${node}, commit ${commit}\n\n${pipeline ? `${describePipeline(pipeline)}\n\n` : ""}${describeImaging(results)}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
