import { chmodSync, mkdirSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** A folder in which somebody else makes files: they and the folder are for their owner alone. */
export interface PrivateFolder {
  /** Takes a last look, and looks no more. */
  close(): void;
}

/**
 * Makes a folder for its owner alone, and takes the rights of others from each file in it as soon as it is there. Its
 * maker chooses the mode of a file (LevelDB: 0644), and a process has one umask for everything that it writes.
 */
export function privateFolder(folder: string): PrivateFolder {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  chmodSync(folder, FOLDER_MODE);
  const all = () => readdirSync(folder).forEach((name) => take(join(folder, name)));
  all();
  const watcher = watching(folder, (name) => (name === null ? all() : take(join(folder, name))));
  return {
    close: () => {
      watcher?.close();
      all();
    },
  };
}

/** Where nothing can be watched, files are taken at the begin and the end: nobody else enters the folder anyway. */
function watching(folder: string, onFile: (name: string | null) => void): FSWatcher | undefined {
  try {
    // A file that is made or renamed is one event, what is written to it, and each change of its mode, another.
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (event === "rename") onFile(name);
    });
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

function take(file: string): void {
  try {
    chmodSync(file, FILE_MODE);
  } catch (error) {
    // It has been removed meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
