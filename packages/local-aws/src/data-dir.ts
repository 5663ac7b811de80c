import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether a process with this identifier is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is running, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Locks a data folder for this process: two clouds on one folder would overwrite each other's state.
 *
 * @returns a function that unlocks it.
 * @throws Error with code `EBUSY` if another running process has locked it. The lock of a process that was killed is
 * replaced.
 */
export function lockData(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "cloud.pid");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(file, "utf8"));
    if (owner > 0 && isAlive(owner)) {
      throw Object.assign(new Error(`the data folder ${dataDir} is in use by process ${owner}`), { code: "EBUSY" });
    }
    rmSync(file, { force: true });
  }
}

/**
 * Listens on the port of the data folder's last run, so that the URLs of its queues and APIs stay valid; on any free
 * port if that one is in use.
 *
 * @param requested port to listen on in any case; 0 for the last one
 * @param listen starts to listen and returns the port
 */
export async function listenOnLastPort(
  dataDir: string,
  requested: number,
  listen: (port: number) => Promise<number>,
): Promise<number> {
  const file = join(dataDir, "port");
  const last = portIn(file);
  const port = requested > 0 ? await listen(requested) : await listen(last).catch((error: unknown) => onAnyPort(error));
  if (port !== last) writeFileSync(file, String(port));
  return port;

  function onAnyPort(error: unknown): Promise<number> {
    if (!["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return listen(0);
  }
}

/** The port in a file; 0 if the file has no valid port. */
function portIn(file: string): number {
  try {
    const port = Number(readFileSync(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
