import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import path from "node:path";

import { CliError } from "../command-line/errors";

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
 * extension in any letter case. Hidden files and folders are passed over; links to files are followed, those to folders
 * are not, so that no link leads in circles.
 *
 * @param out folder of the results, which are no pictures to be sent, wherever it lies. Default: none.
 * @throws CliError INPUT_UNREADABLE for a path that does not exist, cannot be read or is neither file nor folder,
 *   OUT_IS_INPUT if a folder of pictures is that of the results, NO_PICTURES if nothing is left
 */
export function collectPictures(paths: readonly string[], out?: string): Inputs {
  const results = out === undefined ? undefined : realPath(out);
  const found = paths.flatMap((given) => {
    const stat = statOf(given);
    if (!stat.isDirectory()) return [explicitFile(given, stat)];
    if (realPath(given) === results) {
      throw new CliError("OUT_IS_INPUT", `the results would lie among the pictures of ${given}: choose another --out`);
    }
    return walk(given, given, results);
  });
  const pictures = withOwnNames(unique(found.filter((one) => "name" in one)));
  const skipped = found.filter((one) => "reason" in one);
  if (pictures.length === 0) throw new CliError("NO_PICTURES", `no pictures in ${paths.join(", ")}`);
  return { pictures, skipped };
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

/** A pipe or a device has no end that could be waited for, and no size. */
function explicitFile(file: string, stat: Stats): Picture {
  if (!stat.isFile()) throw new CliError("INPUT_UNREADABLE", `${file} is not a file`);
  return { file, name: path.basename(file), sizeBytes: stat.size, explicit: true };
}

/** Without links and dots, as far as it exists. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : path.resolve(file);
}

function walk(root: string, folder: string, results: string | undefined): (Picture | Skipped)[] {
  return listFolder(folder).flatMap(({ name, isUtf8, isFolder }) => {
    const file = path.join(folder, name);
    const isPicture = pictureExtensions.has(path.extname(name).toLowerCase());
    if (name.startsWith(".")) return isPicture && !isFolder ? [{ file, reason: "hidden" }] : [];
    // Asked for by its decoded name, it would not be found.
    if (!isUtf8) return [{ file, reason: "its name is not UTF-8" }];
    if (isFolder) {
      return realPath(file) === results ? [{ file, reason: "the folder of the results" }] : walk(root, file, results);
    }
    const stat = statBelow(file);
    if (typeof stat === "string") return [{ file, reason: stat }];
    if (!isPicture) return [{ file, reason: "not a picture by its name" }];
    return [{ file, name: slashed(path.relative(root, file)), sizeBytes: stat.size, explicit: false }];
  });
}

/** What is known of a file in a folder, or why it is left alone. */
function statBelow(file: string): Stats | string {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return "a link to a folder, which is not followed";
    return stat.isFile() ? stat : "not a file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "a link to nothing";
    return code === "ELOOP" ? "a link that leads in circles" : `cannot be read (${code})`;
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
