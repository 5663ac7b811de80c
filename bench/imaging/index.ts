import { cells, type Cell } from "./cells";
import { measureCold, type ColdStart } from "./cold";
import { measureMemory, type MemoryCell } from "./memory";
import { makeSubjects } from "./pictures";
import { preparePrograms } from "./programs";
import { measureQuality, type QualityCell } from "./quality";
import { writeSheet } from "./sheet";
import { measureWarm, type WarmCell } from "./warm";

export interface ImagingOptions {
  /** Folder of photographs. Default: scenes made by a script. */
  readonly photos?: string;
  /** Names of cells; all of them where it is empty. */
  readonly only: readonly string[];
  /** Interleaved rounds of each warm cell. */
  readonly rounds: number;
  /** Python to look for Pillow in. */
  readonly python: string;
  readonly progress: (message: string) => void;
}

/** Everything that is measured of `imaging`. */
export interface ImagingResults {
  /** Names of the pictures. */
  readonly pictures: readonly string[];
  readonly warm: Readonly<Record<string, WarmCell>>;
  readonly cold: ColdStart;
  readonly memory: Readonly<Record<string, MemoryCell>> | null;
  readonly quality: Readonly<Record<string, QualityCell>> | null;
}

function chooseCells(only: readonly string[]): readonly Cell[] {
  const unknown = only.find((name) => !cells.some((cell) => cell.name === name));
  if (unknown !== undefined) {
    throw new RangeError(`expected one of ${cells.map(({ name }) => name).join(", ")} but received "${unknown}"`);
  }
  return only.length === 0 ? cells : cells.filter(({ name }) => only.includes(name));
}

/** How fast, how small and how right is `imaging`, next to sharp, jimp as it comes and Pillow? */
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
    pictures: subjects.map(({ name }) => name),
    warm: await measureWarm(programs, chosen, subjects, { rounds, progress }),
    cold: await measureCold(programs, subjects, progress),
    memory: await measureMemory(programs, chosen, subjects, progress),
    quality: await measureQuality(programs, chosen, subjects, progress),
  };
}

/** Writes the contact sheet: ours beside sharp's and Pillow's. */
export async function drawSheet(file: string, { photos, python, progress }: ImagingOptions): Promise<void> {
  const subjects = await makeSubjects(photos, progress);
  await writeSheet(file, await preparePrograms(python), subjects, progress);
}
