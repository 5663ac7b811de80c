import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { replaceFile } from "../state/files";
import type { StoredArchive } from "./types";
import { unzip } from "./unzip";

/** Zips of functions and layers: stored in the data folder, unpacked in the run folder. */
export class Archives {
  constructor(
    private readonly storeDir: string,
    /** Outside of the project, so that a module that an archive lacks is not found in the project's node_modules. */
    private readonly runDir: string,
  ) {
    mkdirSync(storeDir, { recursive: true, mode: 0o700 });
  }

  /** Stores a zip. @throws AwsError `InvalidParameterValueException` if it is not one. */
  store(zip: Buffer): StoredArchive {
    const sha256 = createHash("sha256").update(zip).digest("hex");
    const unzippedBytes = unzip(zip).reduce((sum, file) => sum + file.data.length, 0);
    const file = join(this.storeDir, `${sha256}.zip`);
    if (!existsSync(file)) replaceFile(file, zip);
    return { sha256, zipBytes: zip.length, unzippedBytes };
  }

  /** The folder with an archive's files, which are unpacked once in a run. */
  folder(archive: StoredArchive): string {
    const folder = join(this.runDir, archive.sha256);
    if (existsSync(folder)) return folder;
    for (const { path, data } of unzip(readFileSync(join(this.storeDir, `${archive.sha256}.zip`)))) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, data);
    }
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}
