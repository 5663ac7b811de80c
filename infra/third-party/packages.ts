import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PROJECT_DIR } from "../project-files";
import { checkLicence } from "./licence";

/** A package of others, parts of which are in the layer. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json. */
  readonly licence: string;
  /** Texts of its licences and notices, by path in the package. */
  readonly texts: Readonly<Record<string, string>>;
}

const LICENCE_FILE = /^(licen[cs]e|notice|copying|patents)/i;

/** Folder of the package in `node_modules` that a file belongs to; undefined for a file of this project. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** Licence files in the folders from `root` to that of `file`: parts of a package may have licences of their own. */
function* licenceFiles(root: string, file: string): Generator<string> {
  for (let folder = dirname(file); folder.length >= root.length; folder = dirname(folder)) {
    for (const entry of readdirSync(join(PROJECT_DIR, folder), { withFileTypes: true })) {
      if (entry.isFile() && LICENCE_FILE.test(entry.name)) yield join(folder, entry.name);
    }
  }
}

function readPackage(root: string, files: readonly string[]): ShippedPackage {
  const manifest = JSON.parse(readFileSync(join(PROJECT_DIR, root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: unknown;
  };
  const { name, version, license } = manifest;
  checkLicence(name, version, license);
  const paths = [...new Set(files.flatMap((file) => [...licenceFiles(root, file)]))].sort();
  const texts = paths.map((path) => [
    relative(root, path),
    readFileSync(join(PROJECT_DIR, path), "utf8").replace(/\r\n/g, "\n").trim(),
  ]);
  return { name, version, licence: license, texts: Object.fromEntries(texts) as Record<string, string> };
}

/**
 * The packages of others that files come from, sorted by name.
 *
 * @param files relative to the project's folder
 * @throws Error LICENCE_REFUSED
 */
export function shippedPackages(files: readonly string[]): ShippedPackage[] {
  const byFolder = new Map<string, string[]>();
  for (const file of files) {
    const root = packageFolder(file);
    if (root !== undefined) byFolder.set(root, [...(byFolder.get(root) ?? []), file]);
  }
  const id = ({ name, version }: ShippedPackage) => `${name} ${version}`;
  const packages = [...byFolder].map(([root, inside]) => readPackage(root, inside));
  // The same version may be installed in several places.
  const distinct = [...new Map(packages.map((one) => [id(one), one])).values()];
  return distinct.sort((a, b) => (id(a) < id(b) ? -1 : 1));
}
