import { cells, type Cell } from "./cells";
import { measureCold, type ColdStart } from "./cold";
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
  /** Python interpreter with Pillow. */
  readonly python: string;
  readonly progress: (message: string) => void;
}

/** All measurements of fast-jimp. */
export interface ImagingResults {
  /** Names of the subjects. */
  readonly images: readonly string[];
  readonly warm: Readonly<Record<string, WarmCell>>;
  readonly cold: ColdStart;
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
  python,
  progress,
}: ImagingOptions): Promise<ImagingResults> {
  const chosen = chooseCells(only);
  const subjects = await makeSubjects(photos, progress);
  const programs = await preparePrograms(python);
  return {
    images: subjects.map(({ name }) => name),
    warm: await measureWarm(programs, chosen, subjects, { rounds, progress }),
    cold: await measureCold(programs, subjects, progress),
    memory: await measureMemory(programs, chosen, subjects, progress),
    quality: await measureQuality(programs, chosen, subjects, progress),
  };
}

/** Writes the contact sheet: our results beside sharp's and Pillow's. */
export async function drawSheet(file: string, { photos, python, progress }: ImagingOptions): Promise<void> {
  const subjects = await makeSubjects(photos, progress);
  await writeSheet(file, await preparePrograms(python), subjects, progress);
}
