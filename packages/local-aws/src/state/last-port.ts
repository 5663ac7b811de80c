import { readFileSync } from "node:fs";
import { join } from "node:path";

import { replaceFile } from "./files";

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
  if (port !== last) replaceFile(file, String(port));
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
