import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { resolve } from "node:path";

import { Command, InvalidArgumentError, Option } from "commander";

import { benchFormats, describeFormats } from "./formats";
import { benchImaging, drawSheet, type ImagingOptions } from "./imaging";
import { describeBytes, measureBytes } from "./imaging/bytes";
import { describeEqualQuality, measureEqualQuality } from "./imaging/equal-quality";
import { describeImaging } from "./imaging/report";
import { benchPipeline, describePipeline } from "./pipeline";

interface Flags {
  readonly json?: boolean;
  readonly pipeline?: boolean;
  readonly formats?: boolean;
  readonly photos?: string;
  readonly bytes?: boolean;
  readonly equalQuality?: boolean;
  readonly sheet?: string | boolean;
  readonly only: readonly string[];
  readonly rounds: number;
  readonly time?: boolean;
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
    "Measure the embedded run, and fast-jimp against sharp, unmodified jimp, Pillow and its own loops in JavaScript, interleaved in one run.",
  )
  .option("--json", "print the results as JSON")
  .addOption(new Option("--pipeline", "measure the embedded run only").conflicts("only"))
  .addOption(new Option("--formats", "measure each kind of original that is read only").conflicts(["only", "pipeline"]))
  .option("--photos <dir>", "measure the photographs of this folder, at their own sizes, instead of scripted scenes")
  .addOption(
    new Option(
      "--bytes",
      "compare the bytes of encoders at equal likeness (SSIMULACRA2) over the photographs of --photos",
    ).conflicts(["only", "pipeline", "sheet", "formats"]),
  )
  .addOption(
    new Option(
      "--equal-quality",
      "find the qualities of WebP and AVIF that look like those of JPEG (SSIMULACRA2) over the photographs of --photos",
    ).conflicts(["only", "pipeline", "sheet", "formats", "bytes"]),
  )
  .addOption(
    new Option("--only <cell...>", "measure fast-jimp in these cells only, e.g. jpeg-300 png-3mp").default([], "all"),
  )
  .option("--time", "measure no cold starts, memory and likeness")
  .option("--rounds <n>", "interleaved rounds of each warm cell", positiveInteger, 7)
  .option("--python <path>", "Python interpreter with Pillow", process.env["BENCH_PYTHON"] ?? "python3")
  .option("--out <file>", "write the results to this file as well, as JSON")
  .option("--sheet [file]", `draw a contact sheet and measure nothing (default file: ${DEFAULT_SHEET})`);

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const progress = (message: string): void => void process.stderr.write(`${message}\n`);
  const { photos, only, rounds, python } = flags;
  const options: ImagingOptions = {
    only,
    rounds,
    timeOnly: flags.time === true,
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
  const measurements = await measure(flags, options);
  const measured = new Date().toISOString().slice(0, 10);
  const json = `${JSON.stringify({ ...environment, measured, ...measurements.results }, null, 2)}\n`;
  if (flags.out !== undefined) writeFileSync(resolve(flags.out), json);
  const { machine, node, commit } = environment;
  const text = [`${machine}, Node ${node}, commit ${commit}`, ...measurements.text];
  process.stdout.write(flags.json === true ? json : `${text.join("\n\n")}\n`);
}

/** Results as JSON, and as paragraphs of text. */
interface Measurements {
  readonly results: object;
  readonly text: readonly string[];
}

async function measure(flags: Flags, options: ImagingOptions): Promise<Measurements> {
  if (flags.equalQuality === true) return measureQualities(flags, options.progress);
  if (flags.bytes === true) return measureEncoders(flags, options.progress);
  if (flags.formats !== true) return measureSpeed(flags, options);
  const formats = await benchFormats(flags.rounds, options.progress);
  return { results: { formats }, text: [describeFormats(formats)] };
}

async function measureSpeed({ only, pipeline: pipelineOnly }: Flags, options: ImagingOptions): Promise<Measurements> {
  const pipeline = only.length > 0 ? undefined : await benchPipeline(options.progress);
  const imaging = pipelineOnly === true ? undefined : await benchImaging(options);
  return {
    results: { ...(pipeline && { pipeline }), ...imaging },
    text: [...(pipeline ? [describePipeline(pipeline)] : []), ...(imaging ? [describeImaging(imaging)] : [])],
  };
}

async function measureEncoders({ photos, python }: Flags, progress: (message: string) => void): Promise<Measurements> {
  if (photos === undefined)
    throw new Error("expected --photos DIR with --bytes: scripted scenes have no usual likeness");
  const results = await measureBytes(resolve(photos), python, progress);
  return { results, text: [describeBytes(results)] };
}

async function measureQualities({ photos, python }: Flags, progress: (message: string) => void): Promise<Measurements> {
  if (photos === undefined) throw new Error("expected --photos DIR with --equal-quality");
  const results = await measureEqualQuality(resolve(photos), python, progress);
  return { results, text: [describeEqualQuality(results)] };
}

/** Machine and code of a measurement. */
interface Environment {
  readonly machine: string;
  readonly node: string;
  /** Commit, with `+` if fast-jimp has uncommitted changes. */
  readonly commit: string;
}

function describeEnvironment(): Environment {
  const processors = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const machine = `${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}, ${memoryGb} GB, ${platform()}-${arch()}`;
  return { machine, node: process.version, commit: describeCommit() };
}

function describeCommit(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: __dirname, encoding: "utf8" }).trim();
  try {
    const isClean = git("status", "--porcelain", "--", "../packages/fast-jimp") === "";
    return git("rev-parse", "--short", "HEAD") + (isClean ? "" : "+");
  } catch {
    return "unknown";
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
