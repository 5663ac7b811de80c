import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Takes a data folder for this process: two clouds on one folder would overwrite each other's state.
 *
 * @returns a function that gives it back.
 * @throws Error with code `EBUSY` if another running process has it. What a process that was killed left is taken over.
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
 * Listens where the last run on a data folder did, so that the URLs that its queues and APIs were given still lead to
 * them; on any free port if another program has that one by now.
 *
 * @param wanted port to listen on whatever the last run did; 0 for none in particular
 * @param listen starts to listen and answers the port
 */
export async function listenAgain(
  dataDir: string,
  wanted: number,
  listen: (port: number) => Promise<number>,
): Promise<number> {
  const file = join(dataDir, "port");
  const last = portIn(file);
  const port = wanted > 0 ? await listen(wanted) : await listen(last).catch((error: unknown) => elsewhere(error));
  if (port !== last) writeFileSync(file, String(port));
  return port;

  function elsewhere(error: unknown): Promise<number> {
    if (!["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return listen(0);
  }
}

/** The port in a file; 0 if there is none that could be listened on. */
function portIn(file: string): number {
  try {
    const port = Number(readFileSync(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
