import { accessSync, constants, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { CliError } from "./cli-error";

/** A picture to be uploaded. */
export interface Picture {
  /** Where it is, as the user named it or below a folder that the user named. */
  readonly file: string;
  /** Its name below the folder: the key that it gets, without the stack's prefix. */
  readonly name: string;
  readonly sizeBytes: number;
  /** True if the user named this very file: then it is uploaded whatever it is. */
  readonly explicit: boolean;
}

/** A file that is left alone. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

/** What the paths of a command line mean. */
export interface Inputs {
  readonly pictures: readonly Picture[];
  readonly skipped: readonly Skipped[];
}

const pictureExtensions = new Set(".jpg .jpeg .jpe .jfif .png .gif .bmp .tif .tiff .webp .heic .heif .avif".split(" "));

/**
 * Finds the pictures that `paths` mean: files as they are, folders with everything below them that is a picture by its
 * extension in any letter case. Hidden files and folders are passed over.
 *
 * @throws CliError INPUT_UNREADABLE for a path that does not exist or cannot be read, NO_PICTURES if nothing is left
 */
export function collectPictures(paths: readonly string[]): Inputs {
  const found = paths.flatMap((given) => (statOf(given).isDirectory() ? walk(given, given) : [explicitFile(given)]));
  const isPicture = ({ file, explicit }: Picture) =>
    explicit || pictureExtensions.has(path.extname(file).toLowerCase());
  const pictures = withOwnNames(unique(found.filter(isPicture)));
  const skipped = found
    .filter((picture) => !isPicture(picture))
    .map(({ file }) => ({ file, reason: "not a picture by its name" }));
  if (pictures.length === 0) throw new CliError("NO_PICTURES", `no pictures in ${paths.join(", ")}`);
  return { pictures, skipped };
}

function statOf(file: string) {
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

function explicitFile(file: string): Picture {
  return { file, name: path.basename(file), sizeBytes: statOf(file).size, explicit: true };
}

function walk(root: string, folder: string): Picture[] {
  const entries = listFolder(folder).filter(({ name }) => !name.startsWith("."));
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return walk(root, file);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (!stat?.isFile()) return [];
      return [{ file, name: slashed(path.relative(root, file)), sizeBytes: stat.size, explicit: false }];
    });
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function slashed(file: string): string {
  return file.split(path.sep).join("/");
}

/** The same file named twice is one picture. */
function unique(pictures: readonly Picture[]): Picture[] {
  return [...new Map(pictures.map((picture) => [path.resolve(picture.file), picture])).values()];
}

/** Different files with the same name get that of the folder above before it, as often as it takes. */
function withOwnNames(pictures: readonly Picture[]): Picture[] {
  const taken = new Map<string, number>();
  for (const { name } of pictures) taken.set(name, (taken.get(name) ?? 0) + 1);
  const widen = (picture: Picture): Picture => {
    if (taken.get(picture.name) === 1) return picture;
    const above = slashed(path.resolve(picture.file)).slice(1).split("/");
    return { ...picture, name: above.slice(-(picture.name.split("/").length + 1)).join("/") };
  };
  const widened = pictures.map(widen);
  return widened.every(({ name }, i) => name === pictures[i]?.name) ? widened : withOwnNames(widened);
}
