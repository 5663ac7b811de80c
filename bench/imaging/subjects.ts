import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metadata, Sharp } from "sharp";
import { LEAST_WIDTH_PX, type Cell, type SourceFormat } from "./cells";
import { findSources, type Source } from "./sources";

/** A photograph or scene, as files of the cells that it is large enough for. */
export interface Subject {
  readonly name: string;
  /** By name of the cell; none: too small. */
  readonly files: ReadonlyMap<string, string>;
}

type Progress = (message: string) => void;

/** Subjects are kept for the next run: making them takes longer than measuring them. */
const CACHE_DIR = join(tmpdir(), "image-pipeline-bench");

const extensions: Readonly<Record<SourceFormat, string>> = {
  jpeg: "jpg",
  progressive: "progressive.jpg",
  png: "png",
  webp: "webp",
  tiff: "tif",
  gif: "gif",
  avif: "avif",
};

/** Encodes as cameras and common tools do. */
function encode(image: Sharp, format: SourceFormat, { jpeg }: Source): Sharp {
  switch (format) {
    case "png":
      return image.png({ compressionLevel: 6, adaptiveFiltering: true });
    case "webp":
      return image.webp({ quality: 80, effort: 3 });
    case "tiff":
      return image.tiff({ compression: "lzw" });
    case "gif":
      return image.gif();
    case "avif":
      return image.avif({ quality: 60, effort: 2 });
    default:
      return image.jpeg({ ...jpeg, progressive: format === "progressive", optimiseCoding: false });
  }
}

/** Whether a photograph is a cell's source already. */
const isOfFormat = ({ format, isProgressive }: Metadata, wanted: SourceFormat): boolean =>
  format === "jpeg" && (isProgressive === true ? "progressive" : "jpeg") === wanted;

/** The file of a source for a cell, made where it is missing; undefined where the source is too small. */
async function fileFor(
  source: Source,
  metadata: Metadata,
  cell: Cell,
  dir: string,
  progress: Progress,
): Promise<string | undefined> {
  const { format, megapixels } = cell.source;
  const { autoOrient } = metadata;
  const scale = Math.sqrt(((megapixels ?? 0) * 1e6) / (autoOrient.width * autoOrient.height));
  // A size of whole pixels may round to slightly more.
  if (megapixels === undefined ? autoOrient.width < LEAST_WIDTH_PX : scale > 1.001) return undefined;
  if (megapixels === undefined && source.file !== undefined && isOfFormat(metadata, format)) return source.file;
  const file = join(dir, `${megapixels ?? "native"}.${extensions[format]}`);
  if (existsSync(file)) return file;
  progress(`making ${source.name} ${cell.name}`);
  const upright = source.open().autoOrient().removeAlpha();
  const sized =
    megapixels === undefined
      ? upright
      : upright.resize(Math.round(autoOrient.width * scale), Math.round(autoOrient.height * scale), { fit: "fill" });
  await encode(sized, format, source).toFile(`${file}.part`);
  renameSync(`${file}.part`, file);
  return file;
}

async function makeSubject(source: Source, wanted: readonly Cell[], progress: Progress): Promise<Subject> {
  const digest = createHash("sha256").update(source.key).digest("hex").slice(0, 12);
  const dir = join(CACHE_DIR, `${source.name}-${digest}`);
  mkdirSync(dir, { recursive: true });
  const metadata = await source.open().metadata();
  const files = new Map<string, string>();
  for (const cell of wanted) {
    const file = await fileFor(source, metadata, cell, dir, progress);
    if (file !== undefined) files.set(cell.name, file);
  }
  return { name: source.name, files };
}

/**
 * Subjects from a folder of photographs, or from scripted scenes. An image is scaled down where a cell says so, and
 * never up.
 */
export async function makeSubjects(
  photosDir: string | undefined,
  wanted: readonly Cell[],
  progress: Progress,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const source of findSources(photosDir)) subjects.push(await makeSubject(source, wanted, progress));
  return subjects;
}
