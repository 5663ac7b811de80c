import { cells, COLD_CELL, type Cell } from "./cells";
import { measureCold, type ColdStart } from "./cold";
import { describeInputs, type Inputs } from "./inputs";
import { measureMemory, type MemoryCell } from "./memory";
import { makeSubjects } from "./subjects";
import { preparePrograms } from "./programs";
import { measureQuality, type QualityCell } from "./quality";
import { writeSheet } from "./sheet";
import { measureWarm, type WarmCell } from "./warm";

export interface ImagingOptions {
  /** Folder of photographs. Default: scripted scenes. */
  readonly photos?: string;
  /** Names of cells; empty means all. */
  readonly only: readonly string[];
  /** Interleaved rounds of each warm cell. */
  readonly rounds: number;
  /** Whether time alone is measured: no cold starts, memory and likeness. */
  readonly timeOnly: boolean;
  /** Python interpreter with Pillow. */
  readonly python: string;
  readonly progress: (message: string) => void;
}

/** All measurements of fast-jimp. */
export interface ImagingResults {
  /** Names of the subjects. */
  readonly images: readonly string[];
  /** What each cell was measured on. */
  readonly inputs: Readonly<Record<string, Inputs>>;
  readonly warm: Readonly<Record<string, WarmCell>>;
  /** Null without its cell, and where time alone is measured, as are the others. */
  readonly cold: ColdStart | null;
  readonly memory: Readonly<Record<string, MemoryCell>> | null;
  readonly quality: Readonly<Record<string, QualityCell>> | null;
}

function chooseCells(only: readonly string[]): readonly Cell[] {
  const unknown = only.find((name) => !cells.some((cell) => cell.name === name));
  if (unknown !== undefined) {
    throw new RangeError(`expected one of ${cells.map(({ name }) => name).join(", ")} for --only; got "${unknown}"`);
  }
  return only.length === 0 ? cells : cells.filter(({ name }) => only.includes(name));
}

/** Measures speed, memory and quality of fast-jimp against sharp, unmodified jimp and Pillow. */
export async function benchImaging({
  photos,
  only,
  rounds,
  timeOnly,
  python,
  progress,
}: ImagingOptions): Promise<ImagingResults> {
  const wanted = chooseCells(only);
  const subjects = await makeSubjects(photos, wanted, progress);
  const chosen = wanted.filter(({ name }) => subjects.some(({ files }) => files.has(name)));
  for (const { name } of wanted.filter((cell) => !chosen.includes(cell))) {
    progress(`${name}: left out, as no image is large enough`);
  }
  const programs = await preparePrograms(python);
  const isCold = !timeOnly && chosen.some(({ name }) => name === COLD_CELL);
  return {
    images: subjects.map(({ name }) => name),
    inputs: await describeInputs(chosen, subjects),
    warm: await measureWarm(programs, chosen, subjects, { rounds, progress }),
    cold: isCold ? await measureCold(programs, subjects, progress) : null,
    memory: timeOnly ? null : await measureMemory(programs, chosen, subjects, progress),
    quality: timeOnly ? null : await measureQuality(programs, chosen, subjects, progress),
  };
}

/** Writes the contact sheet: our results beside sharp's and Pillow's. */
export async function drawSheet(file: string, { photos, python, progress }: ImagingOptions): Promise<void> {
  const subjects = await makeSubjects(photos, chooseCells([COLD_CELL]), progress);
  await writeSheet(file, await preparePrograms(python), subjects, progress);
}
