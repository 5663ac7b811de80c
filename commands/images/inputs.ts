import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import path from "node:path";

import { mediaTypesBySuffix } from "../../handlers/contract";
import { CliError } from "../command-line/errors";

/** An image to be uploaded. */
export interface InputImage {
  /** Path as the user named it, or below a folder that the user named. */
  readonly file: string;
  /** Path below the folder: its key, without the stack's prefix. */
  readonly name: string;
  readonly sizeBytes: number;
  /** True if the user named this file: then it is uploaded whatever its name. */
  readonly explicit: boolean;
}

/** A file that is not uploaded. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** The files that the paths of a command line name. */
export interface Inputs {
  readonly images: readonly InputImage[];
  readonly skipped: readonly SkippedFile[];
}

/** The stack decides which of them it processes. */
const imageExtensions = Object.keys(mediaTypesBySuffix);

/**
 * Collects the images that `paths` name: files whatever their names, and everything in and below folders that has an
 * extension of an image, in any letter case. Hidden files and folders are skipped. Links to files are followed, links
 * to folders are not, so that no cycle of links is walked.
 *
 * @param out folder of the results, which is skipped wherever it lies. Default: none.
 * @throws CliError INPUT_UNREADABLE for a path that does not exist, cannot be read or is neither file nor folder,
 *   OUT_IS_INPUT if a named folder is that of the results, NO_IMAGES if no image is found
 */
export function collectImages(paths: readonly string[], out?: string): Inputs {
  const results = out === undefined ? undefined : realPath(out);
  const found = paths.flatMap((given) => {
    const stat = statOf(given);
    if (!stat.isDirectory()) return [explicitFile(given, stat)];
    if (realPath(given) === results) {
      throw new CliError(
        "OUT_IS_INPUT",
        `the results would be written among the images of ${given}: choose another folder with --out`,
      );
    }
    return walk(given, given, results);
  });
  const images = withDistinctNames(unique(found.filter((one) => "name" in one)));
  const skipped = found.filter((one) => "reason" in one);
  if (images.length === 0) {
    const extensions = imageExtensions.join(" ");
    throw new CliError("NO_IMAGES", `no images in ${paths.join(", ")}: expected files with one of ${extensions}`);
  }
  return { images, skipped };
}

function statOf(file: string): Stats {
  try {
    const stat = statSync(file);
    accessSync(file, stat.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return stat;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): CliError {
  const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";
  return new CliError("INPUT_UNREADABLE", `${file} ${why}`);
}

/** Refuses pipes and devices: they have no size and may never end. */
function explicitFile(file: string, stat: Stats): InputImage {
  if (!stat.isFile()) throw new CliError("INPUT_UNREADABLE", `${file} is not a file`);
  return { file, name: path.basename(file), sizeBytes: stat.size, explicit: true };
}

/** The path without links and dots, if it exists. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : path.resolve(file);
}

function walk(root: string, folder: string, results: string | undefined): (InputImage | SkippedFile)[] {
  return listFolder(folder).flatMap(({ name, isUtf8, isFolder }) => {
    const file = path.join(folder, name);
    const isImage = imageExtensions.includes(path.extname(name).toLowerCase());
    if (name.startsWith(".")) return isImage && !isFolder ? [{ file, reason: "hidden" }] : [];
    // It could not be opened by its decoded name.
    if (!isUtf8) return [{ file, reason: "its name is not UTF-8" }];
    if (isFolder) {
      return realPath(file) === results ? [{ file, reason: "the folder of the results" }] : walk(root, file, results);
    }
    const stat = statBelow(file);
    if (typeof stat === "string") return [{ file, reason: stat }];
    if (!isImage) return [{ file, reason: "no extension of an image" }];
    return [{ file, name: slashed(path.relative(root, file)), sizeBytes: stat.size, explicit: false }];
  });
}

/** The facts about a file in a folder, or the reason to skip it. */
function statBelow(file: string): Stats | string {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return "a link to a folder, which is not followed";
    return stat.isFile() ? stat : "not a file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "a link to a missing file";
    return code === "ELOOP" ? "a link in a cycle of links" : `cannot be read (${code})`;
  }
}

/** The entries of a folder, by name. */
function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: "buffer" })
      .map((entry) => {
        const name = entry.name.toString();
        return { name, isUtf8: Buffer.from(name).equals(entry.name), isFolder: entry.isDirectory() };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function slashed(file: string): string {
  return file.split(path.sep).join("/");
}

/** A file that is named twice is one image. */
function unique(images: readonly InputImage[]): InputImage[] {
  return [...new Map(images.map((image) => [path.resolve(image.file), image])).values()];
}

/** Prefixes equal names of different files with the names of their parent folders until all are distinct. */
function withDistinctNames(images: readonly InputImage[]): InputImage[] {
  const counts = new Map<string, number>();
  for (const { name } of images) counts.set(name, (counts.get(name) ?? 0) + 1);
  const widened = images.map((image) => {
    if (counts.get(image.name) === 1) return image;
    const segments = slashed(path.resolve(image.file)).slice(1).split("/");
    return { ...image, name: segments.slice(-(image.name.split("/").length + 1)).join("/") };
  });
  return widened.every(({ name }, i) => name === images[i]?.name) ? widened : withDistinctNames(widened);
}
