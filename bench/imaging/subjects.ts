import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { cells, type Cell, type CellName } from "./cells";
import { makeScene, SCENE_NAMES } from "./scenes";

/** JPEG quality of the subjects; cameras write 90 and above. */
const SOURCE_QUALITY = 90;
const SCENE_WIDTH_PX = 5657;
const SCENE_HEIGHT_PX = 4243;

/** A photograph or scene at the size and in the format of every cell. */
export interface Subject {
  readonly name: string;
  /** File of each cell. */
  readonly files: Readonly<Record<CellName, string>>;
}

type Progress = (message: string) => void;

/** Subjects are kept for the next run: making them takes longer than measuring them. */
const CACHE_DIR = join(tmpdir(), "image-pipeline-bench");

const photographs = (dir: string): string[] =>
  readdirSync(dir)
    .filter((file) => [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"].includes(extname(file).toLowerCase()))
    .sort()
    .map((file) => join(dir, file));

/** Scales a source image to a cell's megapixels and encodes it as cameras and common tools do. */
async function writeCell(source: () => Sharp, cell: Cell, file: string): Promise<void> {
  const { width = 1, height = 1 } = await source().metadata();
  const scale = Math.sqrt((cell.megapixels * 1e6) / (width * height));
  const resized = source()
    .resize(Math.round(width * scale), Math.round(height * scale), { fit: "fill" })
    .removeAlpha();
  const encoded =
    cell.format === "png"
      ? resized.png({ compressionLevel: 6, adaptiveFiltering: true })
      : resized.jpeg({ quality: SOURCE_QUALITY, progressive: cell.progressive, optimiseCoding: false });
  await encoded.toFile(`${file}.part`);
  renameSync(`${file}.part`, file);
}

async function makeSubject(name: string, key: string, source: () => Sharp, progress: Progress): Promise<Subject> {
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 12);
  const dir = join(CACHE_DIR, `${name}-${digest}`);
  mkdirSync(dir, { recursive: true });
  const files: [CellName, string][] = [];
  for (const cell of cells) {
    const file = join(dir, `${cell.name}.${cell.format === "png" ? "png" : "jpg"}`);
    if (!existsSync(file)) {
      progress(`making ${name} ${cell.name}`);
      await writeCell(source, cell, file);
    }
    files.push([cell.name, file]);
  }
  return { name, files: Object.fromEntries(files) as Record<CellName, string> };
}

/** Subjects from a folder of photographs, or from scripted scenes; each is scaled to every cell's size. */
export async function makeSubjects(photosDir: string | undefined, progress: Progress): Promise<Subject[]> {
  const subjects: Subject[] = [];
  if (photosDir !== undefined) {
    for (const file of photographs(photosDir)) {
      const { size, mtimeMs } = statSync(file);
      const name = basename(file, extname(file))
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-");
      subjects.push(await makeSubject(name, `${file} ${size} ${mtimeMs}`, () => sharp(file), progress));
    }
    if (subjects.length === 0) throw new Error(`expected photographs in ${photosDir}; found none`);
    return subjects;
  }
  for (const name of SCENE_NAMES) {
    let pixels: Buffer | undefined;
    const source = (): Sharp => {
      pixels ??= makeScene(name, SCENE_WIDTH_PX, SCENE_HEIGHT_PX).data;
      return sharp(pixels, { raw: { width: SCENE_WIDTH_PX, height: SCENE_HEIGHT_PX, channels: 3 } });
    };
    subjects.push(await makeSubject(name, "scene 1", source, progress));
  }
  return subjects;
}
